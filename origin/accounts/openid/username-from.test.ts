import { expect, test } from 'bun:test';
import { handleSchema } from '../../../shared/channel-handle.ts';
import type { Person } from './person.ts';
import { usernameCandidates } from './username-from.ts';

const person: Person = {
  issuer: 'https://id.test',
  subject: '1',
  email: null,
  isEmailVerified: false,
  name: null,
  username: null,
};
const digits = (length: number) => '7'.repeat(length);
const candidates = (of: Partial<Person>) => usernameCandidates({ ...person, ...of }, digits);

test('the name somebody has elsewhere comes first, then with digits, then any', () => {
  expect(candidates({ username: 'Anna.Müller' })).toEqual([
    'anna_muller',
    'anna_muller77777',
    'anna_muller77777',
    'user_777777777777',
  ]);
  expect(candidates({ email: 'ben@example.test', name: 'Other' })[0]).toBe('ben');
});

test('what cannot be a name here, or is the platform’s own, is passed over', () => {
  expect(candidates({ username: 'admin', email: 'x@example.test', name: 'Zoë Ng' })[0]).toBe('zoe_ng');
  expect(candidates({ username: '李' })).toEqual(['user_777777777777']);
});

test('every candidate is a valid handle', () => {
  for (const username of ['a'.repeat(80), '__a__b__', `${'ab_'.repeat(9)}_xy`, 'ÅÄÖ ß 1'])
    for (const candidate of candidates({ username })) expect(() => handleSchema.parse(candidate)).not.toThrow();
});
