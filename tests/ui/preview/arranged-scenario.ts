// Owns the team as somebody arranged its conversations.

import { channel, message, type FakeConversation, type FakeWorld } from '../../fixtures/fake-world.ts'
import { busyWorld, day, hour, peopleAt } from './site-world.ts'

/** A house with a roof, 48 pixels wide, as WebP. */
const housePicture = Uint8Array.from(
  atob(
    'UklGRrYCAABXRUJQVlA4WAoAAAAgAAAALwAALwAASUNDUMgBAAAAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADZWUDggyAAAALAGAJ0BKjAAMAA+7WioTammpCIquq6pMB2JagDB+5MqdGL2wAKLaHLKMHSjH8f1TvLWk9YhkUhKwHVywn3gAP7tr97n+SH79fU9OfcfAF/W6956POppiVJOQzzWybNnlZee3tVJLGevxesiYXn4QYekv7R6dGA4x/42myCXaixD0urHFRQ/d0c4AQo8N+Cq82cPVEZJ33s6U0WcUvecwoFTNQXeJDPk6GRWCoKOjzljC3454aHs6YEgnTWFa+DUdCNK+n8aKAAA'
  ),
  (letter) => letter.charCodeAt(0)
)

/** The busy team as somebody arranged it: pinned, muted, marked, put away; one conversation with a picture. */
export function arrangedWorld(now: number): FakeWorld {
  const world = busyWorld(now)
  const named = (name: string): FakeConversation | undefined => world.conversations.find((each) => each.name === name)
  const { yusuf } = peopleAt(now)
  const done = (name: string, ago: number): FakeConversation => {
    const made = channel(name, [message({ by: yusuf, at: now - ago, text: 'Erledigt, danke an alle.' }, 4)])
    return { ...made, archived: made.messages.at(-1)?.message }
  }
  const material = named('Material')
  if (material !== undefined) Object.assign(material, { pinned: 1, picture: housePicture })
  const site = named('Haus B')
  if (site !== undefined) Object.assign(site, { pinned: 2, draft: '' })
  const [everyone] = world.conversations
  if (everyone !== undefined)
    Object.assign(everyone, { muted: now + 8 * hour, read: everyone.messages.at(-4)?.message })
  const direct = world.conversations.find(({ member }) => member === yusuf.member)
  if (direct !== undefined) direct.marked = true
  world.conversations = [
    ...world.conversations,
    done('Haus A', 40 * day),
    { ...done('Kantine', 3 * day), muted: 'ever', read: undefined },
    done('Betriebsausflug', 90 * day)
  ]
  return world
}
