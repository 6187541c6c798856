import { expect, test } from 'bun:test';
import { type Action, may, requireMay, rules } from './may.ts';
import { routeActions } from './routes.ts';
import type { Actor, Part } from './who.ts';

const person = (role: 'viewer' | 'creator' | 'moderator' | 'admin'): Actor => ({ userId: 'someone', role });
const everyPart: Part[] = ['owner', 'manager', 'editor', 'author', 'receiver'];

test('who is not signed in has no part in anything, whatever a caller says', () => {
  const open = (Object.keys(rules) as Action[]).filter((action) => may(null, action, everyPart)); // the keys of `rules`
  for (const action of open) expect([action, rules[action]]).toEqual([action, ['anyone']]);
});

test('nobody is let in where a rule names nobody', () => {
  expect(may(person('admin'), 'platform.operate', everyPart)).toBe(false);
});

test('an admin is no moderator, owner or author by that', () => {
  expect(may(person('admin'), 'comments.edit')).toBe(false);
  expect(may(person('admin'), 'videos.edit')).toBe(false);
  expect(may(person('moderator'), 'channels.verify')).toBe(false);
  expect(may(person('moderator'), 'comments.delete')).toBe(true);
});

test('viewers talk and do not publish; everyone else may do both', () => {
  expect(may(person('viewer'), 'comments.write')).toBe(true);
  expect(may(person('viewer'), 'uploads.create')).toBe(false);
  for (const role of ['creator', 'moderator', 'admin'] as const)
    expect([role, may(person(role), 'uploads.create')]).toEqual([role, true]);
});

test.each<[Action, [boolean, boolean, boolean, boolean]]>([
  ['channels.see_inside', [true, true, true, false]],
  ['channels.upload', [true, true, true, false]],
  ['videos.edit', [true, true, true, false]],
  ['videos.delete', [true, true, false, false]],
  ['channels.edit_profile', [true, true, false, false]],
  ['channels.change_handle', [true, false, false, false]],
  ['channels.manage_editors', [true, true, false, false]],
  ['channels.manage_managers', [true, false, false, false]],
  ['channels.offer', [true, false, false, false]],
])('%s: owner, manager, editor, nobody', (action, expected) => {
  const parts: Part[][] = [['owner'], ['manager'], ['editor'], []];
  expect(parts.map((each) => may(person('creator'), action, each))).toEqual(expected);
});

test('a refusal says what the caller says', () => {
  expect(() => requireMay(person('creator'), 'videos.edit', [], 'not yours')).toThrow('not yours');
  expect(() => requireMay(person('creator'), 'videos.edit', ['owner'], 'not yours')).not.toThrow();
});

test('every action is that of a route, or asked by a verb', async () => {
  const used = new Set<string>(Object.values(routeActions));
  for (const path of new Bun.Glob('origin/**/*.ts').scanSync('.'))
    if (!/policy\/(?!routes)|\.test\.ts$/.test(path))
      for (const [, action = ''] of (await Bun.file(path).text()).matchAll(/'([a-z]+\.[a-z_]+)'/g)) used.add(action);
  expect(Object.keys(rules).filter((action) => !used.has(action))).toEqual([]);
});
