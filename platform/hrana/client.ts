import type { InStatement, ResultSet, TransactionMode } from '@libsql/client';
import { createGate } from '../gate.ts';
import { type BatchResult, ran, resultsOf, type Step } from './batch.ts';
import { createStreams, type DatabaseAddress, type Stream } from './streams.ts';
import { begins, openTransaction, type StreamTransaction } from './transaction.ts';
import { type HranaResult, toResultSet, toStatement } from './values.ts';

export type HranaClient = {
  execute(statement: InStatement): Promise<ResultSet>;
  /** All or nothing. */
  batch(statements: InStatement[], mode?: TransactionMode): Promise<ResultSet[]>;
  transaction(mode?: TransactionMode): Promise<StreamTransaction>;
  /** How far the database has come, for replicas to reach; null when the server does not tell. */
  replicationIndex(timeoutMs: number): Promise<number | null>;
};

/** One at work and one at the door: the others wait here, in order, instead of for the database's one write lock. */
const TRANSACTIONS_AT_ONCE = 2;
const OTHERS_AT_ONCE = 16;

/** What @libsql/client does with statements, over streams that stay open and in one exchange for each call. */
export function createHranaClient(address: DatabaseAddress): HranaClient {
  const streams = createStreams(address);
  const [transactions, others] = [createGate(TRANSACTIONS_AT_ONCE), createGate(OTHERS_AT_ONCE)];

  /** `work` leaves no transaction open, also where it fails. */
  async function borrowed<T>(work: (stream: Stream) => Promise<T>): Promise<T> {
    await others.enter();
    const stream = streams.borrow();
    try {
      return await work(stream);
    } finally {
      streams.giveBack(stream);
      others.leave();
    }
  }

  return {
    execute: (statement) =>
      borrowed(async (stream) =>
        toResultSet((await stream.ask({ type: 'execute', stmt: toStatement(statement) })) as HranaResult),
      ),

    batch: (statements, mode = 'deferred') =>
      borrowed(async (stream) => {
        const wanted: Step['stmt'][] = [{ sql: begins[mode] }, ...statements.map(toStatement), { sql: 'COMMIT' }];
        const steps: Step[] = wanted.map((stmt, at) => (at === 0 ? { stmt } : { stmt, condition: ran(at - 1) }));
        const isUndone: Step = { stmt: { sql: 'ROLLBACK' }, condition: { type: 'not', cond: ran(steps.length - 1) } };
        const request = { type: 'batch' as const, batch: { steps: [...steps, isUndone] } };
        return resultsOf((await stream.ask(request)) as BatchResult, steps.length).slice(1, -1);
      }),

    async transaction(mode = 'write') {
      await transactions.enter();
      const stream = streams.borrow();
      return openTransaction(stream, mode, (state) => {
        if (state === 'clean') streams.giveBack(stream);
        else streams.drop(stream);
        transactions.leave();
      });
    },

    replicationIndex: (timeoutMs) =>
      borrowed(async (stream) => {
        const result = await stream.ask({ type: 'execute', stmt: { sql: 'select 1' } }, timeoutMs);
        const { replication_index } = result as HranaResult;
        return replication_index == null ? null : Number(replication_index);
      }),
  };
}
