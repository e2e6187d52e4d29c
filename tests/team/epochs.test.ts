import { describe, expect, test } from 'vitest'
import { repeat } from '../../src/base/bytes.ts'
import { entryHashOf, epochIdOf, type EntryHash } from '../../src/base/ids.ts'
import { limits } from '../../src/base/limits.ts'
import type { EpochEntry, GrantEntry } from '../../src/team/epoch-payload.ts'
import { isReadable, judgeEpochs, missingBoxes, needsNewEpoch, parentsOfNext } from '../../src/team/epochs.ts'
import { addOperation, fixtureStart, makeDevice } from '../fixtures/team.ts'
import { bookOf, epochBy, grantBy, makeWorld, secretOf } from './epoch-world.ts'

const strange = entryHashOf(repeat(0xee, 32))

/** A world with one epoch by anna for everybody. */
function keyedWorld() {
  const world = makeWorld()
  const { device } = world
  const epoch = epochBy(device('anna'), world, { name: 'one' })
  const to = [device('anna'), device('bert'), device('carl')]
  const grant = grantBy(device('anna'), world, { epoch: epoch.id, name: 'one', to })
  const secrets = new Map([[epoch.id, secretOf('one')]])
  return { world, device, epoch, grant, secrets, entries: [epoch, grant] }
}

describe('validity', () => {
  test('[K2] an epoch with an unknown parent is held, and so is its grant', () => {
    const { world, device } = keyedWorld()
    const orphan = epochBy(device('anna'), world, {
      name: 'two',
      generation: 2,
      parents: [epochIdOf(repeat(9, 8))]
    })
    const grant = grantBy(device('anna'), world, { epoch: orphan.id, name: 'two', to: [device('bert')] })
    const book = bookOf(world, [orphan, grant], { secrets: new Map() })
    expect(book.byId.get(orphan.id)?.standing).toBe('held')
    expect(book.held.map(({ entry }) => entry).toSorted()).toEqual([orphan.hash, grant.hash].toSorted())
  })

  test('[K2] an epoch with an unknown dep is held', () => {
    const { world, device } = keyedWorld()
    const early = epochBy(device('anna'), world, { name: 'two', deps: [strange] })
    const book = bookOf(world, [early], { secrets: new Map([[early.id, secretOf('two')]]) })
    expect(book.held).toEqual([{ entry: early.hash, deps: [strange], parents: [] }])
    expect(book.current).toBeUndefined()
  })

  test.each([
    ['0 without parents', 0, false],
    ['2 without parents', 2, false],
    ['1 above a parent', 1, true],
    ['3 above a first epoch', 3, true]
  ])('[K2] a generation of %s is void', (_name, generation, hasParent) => {
    const { world, device, epoch, entries } = keyedWorld()
    const parents = hasParent ? [epoch.id] : []
    const wrong = epochBy(device('bert'), world, { name: 'two', generation, parents })
    expect(bookOf(world, [...entries, wrong], { secrets: new Map() }).byId.get(wrong.id)?.standing).toBe('void')
  })

  test('[K2] two epochs with one id are both void, and what was built on the first stands', () => {
    const { world, device, epoch, secrets, entries } = keyedWorld()
    const other = epochBy(device('carl'), world, { name: 'twin' })
    const twin: EpochEntry = { ...other, id: epoch.id, hash: (epoch.id + other.hash.slice(16)) as EntryHash }
    const child = epochBy(device('bert'), world, { name: 'two', generation: 2, parents: [epoch.id] })
    const book = bookOf(world, [...entries, twin, child], {
      secrets: new Map([...secrets, [child.id, secretOf('two')]])
    })
    expect(isReadable(book, epoch.id)).toBe(false)
    expect(book.current).toBe(child.id)
  })

  test('[K8] an author who was never active makes no epoch', () => {
    const { world, secrets, entries } = keyedWorld()
    const stranger = makeWorld({ dora: 'member' }).device('dora')
    const theirs = epochBy(stranger, world, { name: 'two' })
    const book = bookOf(world, [...entries, theirs], { secrets: new Map([...secrets, [theirs.id, secretOf('two')]]) })
    expect(book.byId.get(theirs.id)?.standing).toBe('void')
    expect(book.current).toBe(entries[0]?.type === 'epoch' ? entries[0].id : undefined)
  })

  test('[K16] a guest makes no team epoch', () => {
    const world = makeWorld({ gast: 'guest' })
    const theirs = epochBy(world.device('gast'), world, { name: 'two' })
    const book = bookOf(world, [theirs], { secrets: new Map([[theirs.id, secretOf('two')]]) })
    expect(book.byId.get(theirs.id)?.standing).toBe('void')
    expect([...world.roster().active.keys()]).toEqual([world.device('anna').device])
  })
})

describe('safety', () => {
  test('[K8] an epoch for everybody active is current', () => {
    const { world, epoch, secrets, entries } = keyedWorld()
    const book = bookOf(world, entries, { secrets })
    expect(book.byId.get(epoch.id)?.standing).toBe('safe')
    expect(book.current).toBe(epoch.id)
  })

  test('[K8] without its secret an epoch is valid, not safe', () => {
    const { world, epoch, entries } = keyedWorld()
    const book = bookOf(world, entries, { secrets: new Map() })
    expect(book.byId.get(epoch.id)).toMatchObject({ standing: 'valid', unsafe: 'secret-unknown' })
  })

  test('[K3] a secret that does not match the commitment is no secret', () => {
    const { world, epoch, entries } = keyedWorld()
    const book = bookOf(world, entries, { secrets: new Map([[epoch.id, secretOf('another')]]) })
    expect(book.byId.get(epoch.id)).toMatchObject({ standing: 'valid', unsafe: 'secret-unknown' })
  })

  test('[K8] once a recipient is removed the epoch is unsafe, but stays readable', () => {
    const { world, device, epoch, secrets, entries } = keyedWorld()
    world.write('anna', { type: 'member.remove', member: device('carl').member })
    const book = bookOf(world, entries, { secrets })
    expect(book.byId.get(epoch.id)).toMatchObject({ standing: 'valid', unsafe: 'recipient-not-active' })
    expect(book.current).toBeUndefined()
    expect(isReadable(book, epoch.id)).toBe(true)
  })

  test('[K7] a removed member that back-dates an epoch for everybody is not followed', () => {
    const { world, device, epoch, secrets, entries } = keyedWorld()
    const before = world.state().deps
    world.write('anna', { type: 'member.remove', member: device('carl').member })
    const backdated = epochBy(device('carl'), world, { name: 'bad', generation: 2, parents: [epoch.id], deps: before })
    const grant = grantBy(device('carl'), world, {
      epoch: backdated.id,
      name: 'bad',
      to: [device('anna'), device('bert')],
      deps: before
    })
    const known = new Map([...secrets, [backdated.id, secretOf('bad')]])
    const book = bookOf(world, [...entries, backdated, grant], { secrets: known })
    expect(book.byId.get(backdated.id)).toMatchObject({ standing: 'valid', unsafe: 'recipient-not-active' })
    expect(book.current).toBeUndefined()
  })

  test('[K7] who was in when an epoch was made counts as recipient before its box has arrived', () => {
    const { world, device, epoch, secrets } = keyedWorld()
    world.write('anna', { type: 'member.remove', member: device('carl').member })
    const book = bookOf(world, [epoch], { secrets })
    expect(book.byId.get(epoch.id)).toMatchObject({ standing: 'valid', unsafe: 'recipient-not-active' })
    const next = epochBy(device('anna'), world, { name: 'next', generation: 2, parents: [epoch.id] })
    const known = new Map([...secrets, [next.id, secretOf('next')]])
    expect(bookOf(world, [epoch, next], { secrets: known }).current).toBe(next.id)
  })

  test('[K8] an older epoch is no way out: by the ladder whoever was let in later has its secret too', () => {
    const { world, device, epoch, secrets, entries } = keyedWorld()
    const dora = makeDevice('dora', { team: world.team.team })
    world.write('anna', addOperation(dora, 'member'))
    const next = epochBy(device('anna'), world, { name: 'next', generation: 2, parents: [epoch.id] })
    const known = new Map([...secrets, [next.id, secretOf('next')]])
    const all = [...entries, { ...next, ladder: next.ladder ?? new Uint8Array(60) }]
    expect(bookOf(world, all, { secrets: known }).current).toBe(next.id)
    world.write('anna', { type: 'member.remove', member: dora.member })
    const book = bookOf(world, all, { secrets: known })
    expect([book.byId.get(epoch.id)?.unsafe, book.current]).toEqual(['recipient-not-active', undefined])
    const withoutLadder = bookOf(world, [...entries, { ...next, ladder: undefined }], { secrets: known })
    expect(withoutLadder.current).toBe(epoch.id)
  })

  test('[K8] what a removed member builds on an epoch that excludes it does not spoil that epoch', () => {
    const { world, device, entries } = keyedWorld()
    const before = world.state().deps
    world.write('anna', { type: 'member.remove', member: device('carl').member })
    const fresh = epochBy(device('anna'), world, { name: 'two' })
    const upon = epochBy(device('carl'), world, { name: 'bad', generation: 2, parents: [fresh.id], deps: before })
    const forged = { ...upon, ladder: new Uint8Array(60) }
    const book = bookOf(world, [...entries, fresh, forged], { secrets: new Map([[fresh.id, secretOf('two')]]) })
    expect([book.byId.get(forged.id)?.standing, book.current]).toEqual(['valid', fresh.id])
  })

  test('[K7] the author counts as recipient without a box of its own', () => {
    const { world, device, epoch } = keyedWorld()
    const { recipients } = bookOf(world, [epoch], { secrets: new Map() }).byId.get(epoch.id) ?? {}
    expect([...(recipients ?? [])]).toEqual([device('anna').device])
  })

  test('[K7] grants of devices that are not active now do not count', () => {
    const { world, device } = keyedWorld()
    const before = world.state().deps
    world.write('anna', { type: 'member.remove', member: device('carl').member })
    const fresh = epochBy(device('anna'), world, { name: 'two' })
    const spoiling = grantBy(device('carl'), world, {
      epoch: fresh.id,
      name: 'two',
      to: [device('carl')],
      deps: before
    })
    const book = bookOf(world, [fresh, spoiling], { secrets: new Map([[fresh.id, secretOf('two')]]) })
    expect(book.current).toBe(fresh.id)
  })

  test('[K7] nor do they if they name somebody who was active then', () => {
    const { world, device } = keyedWorld()
    const fresh = epochBy(device('anna'), world, { name: 'two' })
    const spoiling = grantBy(device('carl'), world, { epoch: fresh.id, name: 'junk', to: [device('bert')] })
    for (const name of ['carl', 'bert']) world.write('anna', { type: 'member.remove', member: device(name).member })
    const book = bookOf(world, [fresh, spoiling], { secrets: new Map([[fresh.id, secretOf('two')]]) })
    expect({ grants: book.byId.get(fresh.id)?.grants, offending: book.offending }).toEqual({
      grants: [],
      offending: []
    })
  })

  test('[K7] a grant to a device the epoch excludes is void, and its author is named', () => {
    const { world, device } = keyedWorld()
    const before = world.state().deps
    world.write('anna', { type: 'member.remove', member: device('carl').member })
    const fresh = epochBy(device('anna'), world, { name: 'two' })
    const grant = grantBy(device('bert'), world, { epoch: fresh.id, name: 'two', to: [device('carl')], deps: before })
    const book = bookOf(world, [fresh, grant], { secrets: new Map([[fresh.id, secretOf('two')]]) })
    expect(book.offending).toEqual([{ grant: grant.hash, device: device('bert').device }])
    expect(book.current).toBe(fresh.id)
  })

  test('[K7] a grant made before a removal was known makes the epoch unsafe', () => {
    const { world, device } = keyedWorld()
    const fresh = epochBy(device('anna'), world, { name: 'two' })
    const grant = grantBy(device('bert'), world, { epoch: fresh.id, name: 'two', to: [device('carl')] })
    world.write('anna', { type: 'member.remove', member: device('carl').member })
    const book = bookOf(world, [fresh, grant], { secrets: new Map([[fresh.id, secretOf('two')]]) })
    expect(book.byId.get(fresh.id)?.unsafe).toBe('recipient-not-active')
  })

  test('[K4] where devices share a short id, all of them count as recipients', () => {
    const { world, device } = keyedWorld()
    const fresh = epochBy(device('anna'), world, { name: 'two' })
    const grant = grantBy(device('anna'), world, { epoch: fresh.id, name: 'two', to: [device('bert')] })
    const stranger = makeWorld({ dora: 'member' }).device('dora').device
    const [box] = grant.boxes
    if (box === undefined) throw new Error('a grant has boxes')
    const roster = world.roster()
    const certified = new Map(roster.certified).set(box.shortId, [device('bert').device, stranger])
    const secrets = new Map([[fresh.id, secretOf('two')]])
    const judged = (activeAt = roster.activeAt) =>
      judgeEpochs({
        roster: { ...roster, certified, activeAt },
        entries: [fresh, grant],
        secrets,
        payloadsAbsent: false
      })
    expect(judged().offending).toEqual([{ grant: grant.hash, device: device('anna').device }])
    const once = judged(() => () => true).byId.get(fresh.id)
    expect(once?.unsafe).toBe('recipient-not-active')
    expect(once?.recipients.has(stranger)).toBe(true)
  })

  test('[K15] with payloads dropped a superseded epoch is not safe, the newest is', () => {
    const { world, device, epoch, secrets, entries } = keyedWorld()
    const child = epochBy(device('bert'), world, { name: 'two', generation: 2, parents: [epoch.id] })
    const known = new Map([...secrets, [child.id, secretOf('two')]])
    const book = bookOf(world, [...entries, child], { secrets: known, payloadsAbsent: true })
    expect(book.byId.get(epoch.id)?.unsafe).toBe('grants-absent')
    expect(book.current).toBe(child.id)
  })
})

describe('choice', () => {
  test('[K8] the greatest generation wins, then the lowest hash', () => {
    const { world, device, epoch, secrets, entries } = keyedWorld()
    const next = ['two', 'three'].map((name) =>
      epochBy(device('bert'), world, { name, generation: 2, parents: [epoch.id] })
    )
    const known = new Map([
      ...secrets,
      ...next.map((entry, index) => [entry.id, secretOf(['two', 'three'][index] ?? '')] as const)
    ])
    const book = bookOf(world, [...entries, ...next], { secrets: known })
    expect(book.current).toBe(next.map(({ id }) => id).toSorted()[0])
  })

  test('[K8] an author who floods is not followed beyond twelve in a day', () => {
    const { world, device, epoch, secrets, entries } = keyedWorld()
    const known = new Map(secrets)
    const flood: (EpochEntry | GrantEntry)[] = []
    let parent = epoch
    for (let index = 0; index < 15; index++) {
      const ts = fixtureStart + 1000 + index
      const name = `flood ${index}`
      parent = epochBy(device('carl'), world, { name, generation: index + 2, parents: [parent.id], ts })
      known.set(parent.id, secretOf(name))
      flood.push(parent)
    }
    const book = bookOf(world, [...entries, ...flood], { secrets: known })
    expect(book.byId.get(book.current ?? parent.id)?.entry.generation).toBe(1 + 12)
  })

  test('[K9] a new epoch is needed without one, after 7 days and after 5000 entries', () => {
    const { world, epoch, secrets, entries } = keyedWorld()
    const book = bookOf(world, entries, { secrets })
    const needed = (age: number, entriesUnderCurrent: number): boolean =>
      needsNewEpoch(book, { now: epoch.ts + age, entriesUnderCurrent })
    expect(needsNewEpoch(bookOf(world, [], { secrets }), { now: 0, entriesUnderCurrent: 0 })).toBe(true)
    expect([needed(limits.epochLifeMs, 5000), needed(limits.epochLifeMs + 1, 0), needed(0, 5001)]).toEqual([
      false,
      true,
      true
    ])
  })

  test('[K9] parents are the newest epochs whose secret is known; an unknowable child hides nobody', () => {
    const { world, device, epoch, secrets, entries } = keyedWorld()
    const child = epochBy(device('bert'), world, { name: 'two', generation: 2, parents: [epoch.id] })
    const unknowable = epochBy(device('carl'), world, { name: 'x', generation: 3, parents: [child.id] })
    const known = new Map([...secrets, [child.id, secretOf('two')]])
    const book = bookOf(world, [...entries, child, unknowable], { secrets: known })
    expect(parentsOfNext(book, known).map(({ id }) => id)).toEqual([child.id])
  })

  test('[K10] an active device without a box is seen', () => {
    const { world, device } = keyedWorld()
    const epoch = epochBy(device('anna'), world, { name: 'two' })
    const grant = grantBy(device('anna'), world, { epoch: epoch.id, name: 'two', to: [device('anna'), device('carl')] })
    const book = bookOf(world, [epoch, grant], { secrets: new Map([[epoch.id, secretOf('two')]]) })
    expect(missingBoxes(book, world.roster())).toEqual([device('bert').device])
    expect(missingBoxes(bookOf(world, [], { secrets: new Map() }), world.roster())).toEqual([])
  })

  test('[K8] the order of arrival is irrelevant', () => {
    const { world, device, epoch, secrets, entries } = keyedWorld()
    const child = epochBy(device('bert'), world, { name: 'two', generation: 2, parents: [epoch.id] })
    const known = new Map([...secrets, [child.id, secretOf('two')]])
    const all = [...entries, child]
    expect(bookOf(world, all.toReversed(), { secrets: known }).current).toBe(
      bookOf(world, all, { secrets: known }).current
    )
  })
})
