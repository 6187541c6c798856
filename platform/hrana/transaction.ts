import type { InStatement, ResultSet, Transaction, TransactionMode } from '@libsql/client';
import { LibsqlError } from '@libsql/client/http';
import { type BatchResult, isInTransaction, ran, resultsOf, type Step } from './batch.ts';
import type { Stream } from './streams.ts';
import { toStatement } from './values.ts';

export const begins: Record<TransactionMode, string> = {
  write: 'BEGIN IMMEDIATE',
  read: 'BEGIN TRANSACTION READONLY',
  deferred: 'BEGIN DEFERRED',
};

export type StreamTransaction = Transaction & {
  /** All of these and the commit, in one exchange. Where it rejects, the transaction may still be open. */
  commitWith(statements: InStatement[]): Promise<ResultSet[]>;
};

/**
 * A transaction on `stream`, begun with its first statement. `onEnd` is called once: `clean` when nothing is open on the
 * stream, `unknown` when that cannot be told.
 */
export function openTransaction(
  stream: Stream,
  mode: TransactionMode,
  onEnd: (state: 'clean' | 'unknown') => void,
): StreamTransaction {
  let hasBegun = false;
  let isOver = false;

  async function run(statements: Step['stmt'][]): Promise<ResultSet[]> {
    requireOpen();
    const begin: Step[] = hasBegun ? [] : [{ stmt: { sql: begins[mode] } }];
    const steps = [...begin];
    for (const stmt of statements) {
      const before = steps.length === 0 ? [] : [ran(steps.length - 1)];
      steps.push({ stmt, condition: { type: 'and', conds: [...before, isInTransaction] } });
    }
    hasBegun = true;
    const result = (await stream.ask({ type: 'batch', batch: { steps } })) as BatchResult;
    return resultsOf(result, steps.length).slice(begin.length);
  }

  const batch = (statements: InStatement[]) => run(statements.map(toStatement));

  async function commitWith(statements: InStatement[]): Promise<ResultSet[]> {
    const results = await run([...statements.map(toStatement), { sql: 'COMMIT' }]);
    isOver = true;
    onEnd('clean');
    return results.slice(0, -1);
  }

  function requireOpen(): void {
    if (isOver) throw new LibsqlError('the transaction is over', 'TRANSACTION_CLOSED');
  }

  async function end(sql: 'COMMIT' | 'ROLLBACK'): Promise<void> {
    isOver = true;
    let state: Parameters<typeof onEnd>[0] = 'unknown';
    try {
      if (hasBegun) await stream.ask({ type: 'execute', stmt: { sql } });
      state = 'clean';
    } finally {
      onEnd(state);
    }
  }

  /** Where even that fails the server rolls back by itself what it is not asked about any more. */
  async function rollback(): Promise<void> {
    if (!isOver) await end('ROLLBACK').catch(() => undefined);
  }

  return {
    batch,
    commitWith,
    async execute(statement: InStatement) {
      const [result] = await batch([statement]);
      if (result === undefined) throw new LibsqlError('the answer has no result', 'HRANA_PROTO_ERROR');
      return result;
    },
    async executeMultiple(sql) {
      await batch([]); // begins it
      await stream.ask({ type: 'sequence', sql });
    },
    async commit() {
      requireOpen();
      await end('COMMIT');
    },
    rollback,
    close: () => void rollback(),
    get closed() {
      return isOver;
    },
  };
}
