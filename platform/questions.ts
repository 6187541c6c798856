import type { BatchItem, BatchResponse } from 'drizzle-orm/batch';
import type { Database } from './database.ts';

type Statement = BatchItem<'sqlite'>;

/** Something to be read, not asked yet: its statements, and what their results mean. */
export type Question<Answer> = {
  statements: readonly Statement[];
  answerOf(results: unknown[]): Answer;
};
/** Asks several things in one exchange, of one state of the database. */
export type Ask = <Answers extends unknown[]>(
  ...questions: { [At in keyof Answers]: Question<Answers[At]> }
) => Promise<Answers>;

/** `answerOf` is given the results of `statements`, in their order. */
export function question<const Statements extends readonly Statement[], Answer>(
  statements: Statements,
  answerOf: (results: BatchResponse<Statements>) => Answer,
): Question<Answer> {
  return { statements, answerOf: answerOf as (results: unknown[]) => Answer }; // they are results of these statements
}

export function askOver(db: Database): Ask {
  return async <Answers extends unknown[]>(...questions: { [At in keyof Answers]: Question<Answers[At]> }) => {
    const [first, ...others] = questions.flatMap(({ statements }) => statements);
    if (!first) throw new RangeError('nothing was asked');
    const results: unknown[] = await db.batch([first, ...others]);
    return questions.map(({ statements, answerOf }) => answerOf(results.splice(0, statements.length))) as Answers;
  };
}
