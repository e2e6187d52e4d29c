import { expect, test } from 'vitest'
import { Boot } from '../../src/app/boot.svelte.ts'
import { Route } from '../../src/app/route.svelte.ts'
import { nodeToCome, Teams } from '../../src/app/teams.svelte.ts'
import { fakeHost, type FakeHost } from '../fixtures/fake-host.ts'
import { fakeWindow, type FakeWindow } from '../fixtures/fake-window.ts'
import { channel, emptyWorld, foundedWorld, message, person, type FakeWorld } from '../fixtures/fake-world.ts'
import { reading, settled, type Reading } from './reading.svelte.ts'

const anna = person({ name: 'Anna', role: 'member', devices: [] })

/** A team in which this many messages wait. */
function teamWith(name: string, unread: number): FakeWorld {
  const lines = Array.from({ length: unread }, (_, at) => message({ by: anna, text: 'x', at }, 1))
  return { ...foundedWorld('Mara', name), conversations: [channel('a', lines, { read: undefined })] }
}

interface Installation {
  readonly host: FakeHost
  readonly window: FakeWindow
  readonly route: Route
  readonly teams: Teams
  readonly boot: Boot
  /** What stands on the screen, read as the app does. */
  readonly shown: Reading<{
    names: readonly (string | undefined)[]
    current: string | undefined
    unread: number
    elsewhere: number
    stage: string
  }>
}

async function installation(worlds: readonly FakeWorld[], address = ''): Promise<Installation> {
  const [first = emptyWorld(), ...others] = worlds
  const host = fakeHost(first, Date.now, others)
  const window = fakeWindow(address)
  const route = new Route(window)
  route.start()
  const teams = new Teams(host, route)
  const boot = new Boot(host, teams)
  const shown = reading(() => ({
    names: teams.all.map(({ name }) => name),
    current: teams.current?.name,
    unread: teams.unread,
    elsewhere: teams.unreadElsewhere,
    stage: boot.stage.type
  }))
  await settled()
  return { host, window, route, teams, boot, shown }
}

const both = (): readonly FakeWorld[] => [teamWith('Nord', 2), teamWith('Süd', 3)]
const joining = { type: 'join-team', displayName: 'Mara', deviceName: 'Laptop' } as const

test('[A9] all teams are there, unread messages are counted over all of them, the first is on the screen', async () => {
  const { shown } = await installation(both())
  expect(shown.value).toEqual({ names: ['Nord', 'Süd'], current: 'Nord', unread: 5, elsewhere: 3, stage: 'member' })
  shown.stop()
})

test('the address says which team is on the screen, and a number that nobody has says the first', async () => {
  const currents: unknown[] = []
  for (const address of ['#/t/2/settings', '#/t/7/settings', '#/settings']) {
    const { shown } = await installation(both(), address)
    currents.push(shown.value?.current)
    shown.stop()
  }
  expect(currents).toEqual(['Süd', 'Nord', 'Nord'])
})

test('whoever comes back to a team finds it as it was left, and back leads to the one before', async () => {
  const { route, teams, shown } = await installation(both(), '#/settings')
  const [north, south] = teams.all
  if (north === undefined || south === undefined) throw new Error('there are two teams')
  teams.goTo(south)
  const there = [route.team, route.place.type]
  teams.goTo(north)
  const again = [route.team, route.place.type]
  route.back({ type: 'home' })
  expect([there, again, [route.team, route.place.type]]).toEqual([
    [2, 'home'],
    [1, 'settings'],
    [2, 'home']
  ])
  teams.goTo(north, { list: true })
  expect(route.place.type).toBe('home')
  shown.stop()
})

test('[A9] a team that has stopped is at its own stage, and is started again alone', async () => {
  const { host, boot, teams, shown } = await installation(both(), '#/t/2/')
  host.setTeamPhase(2, { type: 'stopped', words: 'assertion failed' })
  await settled()
  const stopped = boot.stage
  const first = teams.all[0]?.phase
  boot.restart()
  await settled()
  expect([stopped, first, boot.stage.type]).toEqual([
    { type: 'stopped', words: 'assertion failed' },
    { type: 'ready' },
    'member'
  ])
  shown.stop()
})

test('[A9] a further team is founded in a place of its own and comes to the screen', async () => {
  const { host, teams, route, shown } = await installation(both(), '#/t/2/start')
  const founding = { type: 'found-team', displayName: 'Mara', teamName: 'West', deviceName: 'Laptop' } as const
  expect(await nodeToCome(teams).submit(founding)).toMatchObject({ ok: true })
  await settled()
  expect([route.team, shown.value?.current, shown.value?.names]).toEqual([3, 'West', ['Nord', 'Süd', 'West']])
  expect(host.team(1).intents).toEqual([])
  shown.stop()
})

test('[I1] an invitation to another team is taken there by a further one; what is refused leaves no empty place', async () => {
  const { host, teams, route, shown } = await installation(both(), '#/join')
  const node = nodeToCome(teams)
  expect(await node.submit({ ...joining, displayName: ' ', link: 'AWFiY2RlZmdoaWpr' })).toMatchObject({ ok: false })
  await settled()
  const refused = shown.value?.names
  expect(await node.submit({ ...joining, link: 'AWFiY2RlZmdoaWpr' })).toMatchObject({ ok: true })
  await settled()
  expect([refused, route.team, shown.value?.stage]).toEqual([['Nord', 'Süd'], 3, 'joining'])
  expect(host.team(3).intents).toEqual([{ ...joining, link: 'AWFiY2RlZmdoaWpr' }])
  shown.stop()
})

test('[I1] an invitation to a team that is here shows that team instead of joining it twice', async () => {
  const { host, teams, route, shown } = await installation(both(), '#/join')
  const created = await host
    .team(2)
    .node.submit({ type: 'create-invitation', role: 'member', uses: 1, expiresInMs: 1000, approve: false })
  const link = created.ok ? (created.value.link ?? '') : ''
  expect(await nodeToCome(teams).submit({ ...joining, link })).toEqual({ ok: false, reason: 'already-in-team' })
  await settled()
  expect([route.team, route.place.type, shown.value?.names.length]).toEqual([2, 'home', 2])
  shown.stop()
})

test('[A9] more than eight teams are refused, and nothing is asked of a node that is not there', async () => {
  const { teams, shown } = await installation(Array.from({ length: 8 }, (_, at) => teamWith(`Team ${at}`, 0)))
  const node = nodeToCome(teams)
  const founding = { type: 'found-team', displayName: 'Mara', teamName: 'West', deviceName: 'Laptop' } as const
  expect([await node.submit(founding), await node.submit({ type: 'give-up-joining' })]).toEqual([
    { ok: false, reason: 'too-many-teams' },
    { ok: false, reason: 'no-team' }
  ])
  shown.stop()
})

test('[A9] a team that is taken off this device makes room for the others; the last one leaves the doors', async () => {
  const { host, teams, shown } = await installation(both(), '#/t/2/team')
  const south = teams.current
  if (south === undefined) throw new Error('there is a team')
  await teams.erase(south)
  await settled()
  const left = shown.value
  const north = teams.current
  if (north === undefined) throw new Error('there is a team')
  await teams.erase(north)
  await settled()
  expect([left?.current, left?.names, host.asked]).toEqual(['Nord', ['Nord'], ['erase 2', 'erase 1']])
  expect(shown.value).toMatchObject({ names: [undefined], stage: 'welcome' })
  shown.stop()
})
