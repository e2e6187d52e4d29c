// worker. Owns the tables, their indexes and the numbered migrations between versions. Knows no query.

import { assert } from '../base/assert.ts'
import { err, ok, type Result } from '../base/result.ts'
import { number, type SqlDatabase } from './sqlite-database.ts'

/**
 * One script for each version, in order; a released one is never changed again, tests/stored holds a database of each.
 * Scopes and devices are numbered once, so that a row and its four index entries stay small. The indexes serve the forms of
 * EntryQuery; `page` counts what a scan over the history would have to count at every start.
 */
const migrations: readonly string[] = [
  `create table scope (id integer primary key, bytes blob not null unique) strict;
   create table device (id integer primary key, bytes blob not null unique) strict;
   create table entry (
     id integer primary key,
     scope integer not null,
     device integer not null,
     kind integer not null,
     seq integer not null,
     ts integer not null,
     page integer not null,
     received integer not null,
     erased integer not null,
     epoch blob,
     hash blob not null,
     header blob not null,
     signature blob,
     payload blob
   ) strict;
   create index entry_by_log on entry (scope, device, seq);
   create index entry_by_page on entry (scope, page) where kind = 0;
   create index entry_by_epoch on entry (epoch) where epoch is not null;
   create index entry_without_payload on entry (scope, page, ts) where kind = 0 and payload is null and erased = 0;
   create index entry_of_membership on entry (ts, hash) where kind > 0;
   create table fresh_hash (lead integer not null, entry integer not null, primary key (lead, entry)) without rowid, strict;
   create table settled_hash (lead integer not null, entry integer not null, primary key (lead, entry)) without rowid, strict;
   create table head (
     scope integer not null,
     device integer not null,
     hash blob not null,
     seq integer not null,
     ts integer not null,
     primary key (scope, device, hash)
   ) without rowid, strict;
   create table page (
     scope integer not null,
     page integer not null,
     entries integer not null,
     primary key (scope, page)
   ) without rowid, strict;
   create table device_keys (
     only integer primary key check (only = 1),
     team blob not null,
     device blob not null,
     certificate blob not null,
     certificate_signature blob not null,
     sign_seed blob not null,
     kem_seed blob not null
   ) strict;
   create table truth (name text primary key, value blob not null) without rowid, strict;
   create table cache (name text primary key, value blob not null) strict;`,
  `create table file (
     scope integer not null,
     ts integer not null,
     hash blob not null,
     place integer not null,
     page integer not null,
     kind integer not null,
     blob blob not null,
     primary key (scope, ts, hash, place)
   ) without rowid, strict;
   create index file_by_blob on file (blob);
   create index file_by_hash on file (hash);`,
  // What can be found (X5). The index keeps no text, and a word goes out of it only if it is told which it was: `said` tells. Should
  // base/words fold otherwise one day, a step here makes both tables anew and takes the truth 'search-begun' away.
  `create table said (
     id integer primary key,
     entry integer not null unique,
     source integer not null,
     ts integer not null,
     about text not null,
     text text not null
   ) strict;
   create index said_by_edit on said (source) where source <> entry;
   create table inside (tail text not null, word text not null, primary key (tail, word)) without rowid, strict;
   create virtual table found using fts5 (words, content = '', detail = none, columnsize = 0, prefix = '3', tokenize = 'ascii');
   insert into found (found, rank) values ('secure-delete', 1);`,
  // Two letters are as fast as a word (decision 0101). The index is made anew, from the messages themselves, in slices.
  `drop table found;
   delete from said;
   delete from inside;
   delete from truth where name = 'search-begun';
   create virtual table found using fts5 (words, content = '', detail = none, columnsize = 0, prefix = '2 3', tokenize = 'ascii');
   insert into found (found, rank) values ('secure-delete', 1);`,
  // Notes and lists are found as a whole: in \`said\` such a one is its own entry, with a number below 0 (decision 0181).
  `create table noted (
     id integer primary key,
     scope integer not null,
     pad blob not null,
     unique (scope, pad)
   ) strict;`
]

/** The version that this app writes. */
export const schemaVersion = migrations.length

/**
 * Brings a database to this app's version, each step in one transaction. A database of a newer app is refused untouched: only
 * the newer app knows what it may not lose.
 */
export function migrate(database: SqlDatabase): Result<void, 'newer-version' | 'disk-full'> {
  const stored = storedVersion(database)
  if (stored > schemaVersion) return err('newer-version')
  for (let version = stored; version < schemaVersion; version++) {
    const step = migrations[version]
    assert(step !== undefined, 'there is a migration from every older version')
    const outcome = database.transaction(() => {
      database.script(`${step}\npragma user_version = ${version + 1};`)
      return ok(undefined)
    })
    if (!outcome.ok) return outcome
  }
  return ok(undefined)
}

function storedVersion(database: SqlDatabase): number {
  const [row] = database.rows('pragma user_version')
  assert(row !== undefined, 'every database has a version, 0 at first')
  return number(row, 0)
}
