import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { sql } from 'drizzle-orm';
import { openDatabase } from '../../platform/database.ts';
import { toBase64Url } from '../../shared/base64url.ts';
import { auditLog } from '../../shared/schema/index.ts';
import { migratedDatabase } from '../../testkit/services.ts';
import { systemActor } from './audit-actor.ts';
import { type Chain, createChain } from './chain.ts';
import { createRecordAudit, type RecordAudit } from './record-audit.ts';
import { createAuditStore } from './store.ts';
import { verifyAudit } from './verify-audit.ts';

const secret = () => toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
const now = new Date('2026-01-02T03:04:05Z');
const entry = (id: string) => ({
  by: { ...systemActor, address: '192.0.2.7', requestId: 'r1' },
  ...{ action: 'video.taken_down' as const, object: { kind: 'video' as const, id }, detail: { by_law: false, n: 1 } },
});

let database: Awaited<ReturnType<typeof migratedDatabase>>;
let chain: Chain;
let record: RecordAudit;
const verify = (anchor: string | null = null, using = chain) =>
  verifyAudit({ store: createAuditStore(database.db, record), chain: using }, anchor);
const write = (id: string) => database.db.transaction((tx) => record(tx, entry(id), now));
/** As somebody who owns the database: the triggers go first. */
async function tamper(statement: string): Promise<void> {
  await database.client.batch(
    ['drop trigger if exists audit_log_unchanged', 'drop trigger if exists audit_log_undeleted', statement],
    'write',
  );
}

beforeAll(async () => {
  database = await migratedDatabase();
  chain = await createChain(secret());
  record = createRecordAudit(chain);
});
afterAll(() => database.stop());
beforeEach(async () => {
  await tamper('delete from audit_log');
  for (const id of ['a', 'b', 'c', 'd']) await write(id);
});

describe('the chain', () => {
  test('of three writers on connections of their own has one end and no gap', async () => {
    const others = [0, 1, 2].map(() => openDatabase({ url: database.url }));
    try {
      await Promise.all(
        others.flatMap(({ db }, writer) =>
          Array.from({ length: 8 }, (_, at) =>
            db.transaction((tx) => record(tx, entry(`writer ${writer} row ${at}`), now)),
          ),
        ),
      );
    } finally {
      for (const other of others) other.close();
    }
    expect(await verify()).toMatchObject({ intact: true, rows: 28 });
  });

  test('leaves no entry of what was rolled back', async () => {
    const rolledBack = database.db.transaction(async (tx) => {
      await record(tx, entry('never'), now);
      throw new Error('no');
    });
    await expect(rolledBack).rejects.toThrow('no');
    expect(await verify()).toMatchObject({ intact: true, rows: 4 });
  });

  test('holds no address, only its keyed hash', async () => {
    const rows = JSON.stringify(await database.db.select().from(auditLog));
    expect(rows).not.toContain('192.0.2.7');
    expect(rows).toContain(await chain.hashOfAddress('192.0.2.7'));
    expect(await chain.hashOfAddress('192.0.2.7')).not.toBe(
      await (await createChain(secret())).hashOfAddress('192.0.2.7'),
    );
  });
});

describe('what somebody with the database does', () => {
  const changes: [string, string, number, string][] = [
    ['another action', `update audit_log set action = 'video.restored' where seq = 2`, 2, 'altered'],
    ['another time', 'update audit_log set at = at + 1 where seq = 3', 3, 'altered'],
    ['another actor', `update audit_log set actor = 'somebody' where seq = 1`, 1, 'altered'],
    ['another detail', `update audit_log set detail = '{"by_law":true,"n":1}' where seq = 4`, 4, 'altered'],
    ['another request', `update audit_log set request_id = null where seq = 2`, 2, 'altered'],
    ['a hash of their own', `update audit_log set hash = '${'a'.repeat(64)}' where seq = 2`, 2, 'altered'],
    ['a row taken out', 'delete from audit_log where seq = 2', 2, 'missing'],
    ['the beginning taken out', 'delete from audit_log where seq < 3', 1, 'missing'],
    [
      'a row put at the end',
      `insert into audit_log select 5, at, actor_kind, actor, action, object_kind, object_id, detail, request_id,
       address_hash, hash, hash from audit_log where seq = 4`,
      5,
      'altered',
    ],
  ];
  test.each(changes)('shows: %s', async (_, statement, brokenSeq, problem) => {
    await tamper(statement);
    expect(await verify()).toMatchObject({ intact: false, broken_seq: brokenSeq, problem });
  });

  test('shows: an end cut off, to whoever kept an anchor', async () => {
    const { anchor } = await verify();
    await tamper('delete from audit_log where seq > 2');
    expect(await verify()).toMatchObject({ intact: true, rows: 2 });
    expect(await verify(anchor)).toMatchObject({ intact: false, broken_seq: 3, problem: 'cut_off' });
    for (const id of ['x', 'y', 'z']) await write(id);
    expect(await verify(anchor)).toMatchObject({ intact: false, broken_seq: 4, problem: 'altered' });
  });

  test('shows: a whole chain made with another key', async () => {
    const forger = createRecordAudit(await createChain(secret()));
    await tamper('delete from audit_log');
    await database.db.transaction((tx) => forger(tx, entry('forged'), now));
    expect(await verify()).toMatchObject({ intact: false, broken_seq: 1, problem: 'altered' });
  });

  test('the key order of a detail, which JSON does not mean anything by, is no damage', async () => {
    await tamper(`update audit_log set detail = '{"n":1,"by_law":false}' where seq = 2`);
    expect(await verify()).toMatchObject({ intact: true, rows: 4 });
  });
});

test('a row is neither changed nor deleted while the triggers stand', async () => {
  const fresh = await migratedDatabase();
  try {
    await fresh.db.transaction((tx) => record(tx, entry('a'), now));
    for (const statement of [sql`update audit_log set action = 'x'`, sql`delete from audit_log`])
      expect(await fresh.db.run(statement).catch((error: Error) => String(error.cause))).toContain('append-only');
    expect(await fresh.db.select().from(auditLog)).toHaveLength(1);
  } finally {
    await fresh.stop();
  }
});
