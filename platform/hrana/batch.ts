import type { ResultSet } from '@libsql/client';
import { LibsqlError } from '@libsql/client/http';
import { errorOf, type Failure } from './failure.ts';
import { type HranaResult, type HranaStatement, toResultSet } from './values.ts';

/** When a step of a batch is run (Hrana 3, "Batch conditions"). */
export type Condition =
  | { type: 'ok'; step: number }
  | { type: 'not'; cond: Condition }
  | { type: 'and'; conds: Condition[] }
  | { type: 'is_autocommit' };
export type Step = { stmt: HranaStatement | { sql: string }; condition?: Condition };
export type Batch = { steps: Step[] };
/** What a batch came to, step by step; a step that was not run has neither. */
export type BatchResult = { step_results: (HranaResult | null)[]; step_errors: (Failure | null)[] };

/** `step` was run and went well. */
export const ran = (step: number): Condition => ({ type: 'ok', step });

/** The database has not ended the transaction by itself, as it does when one takes too long. */
export const isInTransaction: Condition = { type: 'not', cond: { type: 'is_autocommit' } };

/** Those of the first `count` steps. Throws for the first that failed or was not run. */
export function resultsOf({ step_results, step_errors }: BatchResult, count: number): ResultSet[] {
  const failure = step_errors.slice(0, count).find((error) => error !== null);
  if (failure) throw errorOf(failure);
  return Array.from({ length: count }, (_, step) => {
    const result = step_results[step];
    if (result) return toResultSet(result);
    throw new LibsqlError('the database has ended the transaction by itself', 'TRANSACTION_CLOSED');
  });
}
