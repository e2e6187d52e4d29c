// Owns a team in which people try with names and texts what a screen lets them.

import { channel, message, person, type FakeWorld, type Line } from '../../fixtures/fake-world.ts'
import { busyWorld, directWith, hour, minute } from './site-world.ts'

/** Names and texts that try to break out of their place. */
export function hostileWorld(now: number): FakeWorld {
  const world = busyWorld(now)
  const long = person({
    name: 'Maximiliane-Alexandra von Hohenstein-Wittelsbach zu Schwarzenfels',
    role: 'member',
    devices: [{ name: 'Ein sehr langer Gerätename, der nirgends hineinpasst', path: 'none', lastContact: now - hour }]
  })
  const twin = person({ name: 'Ben 0kafor', role: 'guest', devices: [{ name: 'Telefon', path: 'none' }] })
  const turned = person({ name: 'Anna \u202eneB', role: 'member', devices: [{ name: '', path: 'none' }] })
  const lines: readonly Line[] = [
    {
      by: long,
      at: now - 50 * minute,
      text: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(3)
    },
    { by: twin, at: now - 40 * minute, text: '<img src=x onerror=alert(1)> <b>nicht fett</b> {@html "x"}' },
    {
      by: turned,
      at: now - 30 * minute,
      text: 'Text mit \u202eumgedrehter\u202c Richtung, \u0007Klingel und https://gut.example@boese.example/anmelden'
    },
    { by: long, at: now - 20 * minute, text: 'مرحبا بالجميع، الموقع جاهز غدًا' },
    { by: twin, at: now - 19 * minute, text: '👍', more: { clockAhead: true } },
    { by: turned, at: now - 10 * minute, text: '', more: { type: 'no-key-yet' } },
    { by: turned, at: now - 9 * minute, text: '', more: { type: 'needs-newer-version' } }
  ]
  world.members = [...world.members, long, twin, turned]
  const odd = channel(
    'Ein Kanal mit einem wirklich ausgesprochen langen Namen, der trotzdem gut aussehen soll',
    lines.map((line) => message(line, 7))
  )
  world.conversations = [
    odd,
    directWith(long, [message({ by: long, at: now - hour, text: 'Hallo' }, 1)]),
    ...world.conversations
  ]
  return world
}
