import { expect, test } from 'bun:test';
import { isAway } from './is-away.ts';

const errorWith = (facts: object, cause?: unknown) =>
  Object.assign(new Error('failed', cause === undefined ? {} : { cause }), facts);

test.each<[string, unknown]>([
  ['a refused connection', errorWith({ code: 'ConnectionRefused' })],
  ['a broken one', errorWith({ code: 'ECONNRESET' })],
  ['an answer that never came', errorWith({ name: 'TimeoutError' })],
  ['an object store without an answer', errorWith({ $metadata: { attempts: 3 } })],
  ['an object store that is overloaded', errorWith({ $metadata: { httpStatusCode: 503 } })],
  ['a database behind a broken gateway', errorWith({ status: 502 })],
  ['a database whose writers wait for each other', errorWith({ code: 'TRANSACTION_TIMEOUT' })],
  ['what drizzle says of any of these', errorWith({}, errorWith({}, errorWith({ code: 'ECONNREFUSED' })))],
])('%s may pass', (_, error) => {
  expect(isAway(error)).toBe(true);
});

test.each<[string, unknown]>([
  ['a mistake of ours', new TypeError('x is not a function')],
  ['a broken rule of the database', errorWith({ code: 'SQLITE_CONSTRAINT' })],
  ['a query that the database refuses', errorWith({ status: 400 })],
  ['what the object store forbids', errorWith({ $metadata: { httpStatusCode: 403 } })],
  ['what the object store never learnt', errorWith({ $metadata: { httpStatusCode: 501 } })],
  ['no error at all', 'failed'],
])('%s does not pass', (_, error) => {
  expect(isAway(error)).toBe(false);
});
