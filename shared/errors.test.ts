import { describe, expect, test } from 'bun:test';
import { AppError, type ErrorCode, errorStatus, isErrorBody } from './errors.ts';

describe('AppError', () => {
  test('carries its status and a body that clients recognise', () => {
    const error = new AppError('part_mismatch', 'parts differ', { details: { part_numbers: [2] } });
    expect(error.status).toBe(422);
    expect(error.toBody()).toEqual({
      error: { code: 'part_mismatch', message: 'parts differ', details: { part_numbers: [2] } },
    });
    expect(isErrorBody(JSON.parse(JSON.stringify(error.toBody())))).toBe(true);
  });

  test('the cause and headers stay out of the body', () => {
    const cause = new Error('SQLITE_CONSTRAINT: users.email');
    const error = new AppError('email_taken', 'this address is taken', { cause, headers: { 'retry-after': '1' } });
    expect(error.cause).toBe(cause);
    expect(error.headers).toEqual({ 'retry-after': '1' });
    expect(JSON.stringify(error.toBody())).toBe('{"error":{"code":"email_taken","message":"this address is taken"}}');
  });

  test('every code is snake_case and an error status', () => {
    for (const [code, status] of Object.entries(errorStatus)) {
      expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(600);
    }
  });

  // What clients were told; a change here breaks them.
  test.each<[ErrorCode, number]>([
    ['unauthenticated', 401],
    ['token_expired', 401],
    ['token_wrong_video', 403],
    ['url_expired', 403],
    ['not_found', 404],
    ['upload_expired', 410],
    ['range_not_satisfiable', 416],
    ['rate_limited', 429],
    ['geo_blocked', 451],
    ['storage_full', 507],
  ])('%s travels with %d', (code, status) => {
    expect(new AppError(code, '').status).toBe(status as AppError['status']);
  });
});

test.each(
  [
    null,
    undefined,
    'error',
    1,
    [],
    {},
    { error: null },
    { error: 'x' },
    { error: { code: 'x' } },
    { error: { message: 'x' } },
  ].map((value) => [value]),
)('%j is no error body', (value) => {
  expect(isErrorBody(value)).toBe(false);
});
