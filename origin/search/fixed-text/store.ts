import { is, Placeholder, type Query, SQL } from 'drizzle-orm';
import { SQLiteAsyncDialect } from 'drizzle-orm/sqlite-core';
import type { Database } from '../../../platform/database.ts';

/** By the names of a statement's placeholders. */
type Values = Readonly<Record<string, unknown>>;
/** Gives the first row of a statement. */
export type FixedStatement<Row> = (db: Pick<Database, 'get'>, values: Values) => Promise<Row>;

/** A whole statement that stands already: nothing is put together of it any more. */
class ReadySql extends SQL {
  constructor(private readonly query: Query) {
    super([]);
  }

  override toQuery(): Query {
    return this.query;
  }
}

/**
 * A statement whose text is always the same: it is put together once, for with a hundred columns that takes longer than
 * running it.
 */
export function fixedStatement<Row>(whole: SQL): FixedStatement<Row> {
  const { sql, params } = new SQLiteAsyncDialect().sqlToQuery(whole);
  return (db, values) => {
    const filled = params.map((param) => (is(param, Placeholder) ? values[param.name] : param));
    return db.get<Row>(new ReadySql({ sql, params: filled }));
  };
}

/** One statement for each `Shape`, JSON of which there are few, put together when it is first asked for. */
export function fixedStatements<Shape, Row>(whole: (shape: Shape) => SQL): (shape: Shape) => FixedStatement<Row> {
  const known = new Map<string, FixedStatement<Row>>();
  return (shape) => {
    const key = JSON.stringify(shape);
    const statement = known.get(key) ?? fixedStatement<Row>(whole(shape));
    known.set(key, statement);
    return statement;
  };
}
