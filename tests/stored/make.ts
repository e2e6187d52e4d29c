// Writes the stored database of this version, once, before its release: from then on the file is never written again.

import { existsSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createSqlDatabase } from '../../src/adapters/sqlite-database.ts'
import { loadSqlite } from '../../src/adapters/sqlite-open.ts'
import { migrate, schemaVersion } from '../../src/adapters/sqlite-schema.ts'
import { createSqliteStorage } from '../../src/adapters/sqlite-storage.ts'
import { fillStored } from './contents.ts'

const folder = process.argv[2] ?? fileURLToPath(new URL('.', import.meta.url))
const file = `${folder}/v${schemaVersion}.db`
if (existsSync(file)) throw new Error(`${file} stands: a released database is never written again`)

const sqlite = await loadSqlite()
const connection = new sqlite.oo1.DB(':memory:', 'c')
const database = createSqlDatabase(sqlite, connection)
// Small pages make a small file; the app itself uses the usual ones, and the format is the same.
database.script('pragma page_size = 1024')
const migrated = migrate(database)
if (!migrated.ok) throw new Error(migrated.reason)
fillStored(createSqliteStorage(database))
writeFileSync(file, sqlite.capi.sqlite3_js_db_export(connection))
