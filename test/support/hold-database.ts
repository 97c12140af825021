import { sql } from 'kysely';
import { pino } from 'pino';
import { connect } from '../../service/store/connect';
import { startEmbeddedPostgres } from '../../service/store/embedded/embedded-postgres';

/** Program for tests that kill it: starts the database on the folder given, commits a row, says so, and waits. */
const log = pino({ level: 'silent' });
const database = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? '', log });
const { db } = connect(database.address, log, 1);
await sql`CREATE TABLE held AS SELECT 7 AS n`.execute(db);
process.once('SIGTERM', () => void db.destroy().then(database.stop));
process.stdout.write('holding\n');
