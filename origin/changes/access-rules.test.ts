import { expect, test } from 'bun:test';
import { type AccessRules, isTighter } from './access-rules.ts';

const now = new Date(1_800_000_000_000);
const at = (offsetMs: number) => new Date(now.getTime() + offsetMs);
const open: AccessRules = {
  visibility: 'public',
  publishAt: null,
  ageRestricted: false,
  geoAllow: [],
  geoDeny: [],
  embedDomains: [],
};

test.each<[string, Partial<AccessRules>, Partial<AccessRules>]>([
  ['public to unlisted', {}, { visibility: 'unlisted' }],
  ['unlisted to private', { visibility: 'unlisted' }, { visibility: 'private' }],
  ['not yet', {}, { publishAt: at(1) }],
  ['later', { publishAt: at(1) }, { publishAt: at(2) }],
  ['adults only', {}, { ageRestricted: true }],
  ['some countries', {}, { geoAllow: ['DE'] }],
  ['other countries', { geoAllow: ['DE', 'FR'] }, { geoAllow: ['DE', 'IT'] }],
  ['one country denied', { geoDeny: ['FR'] }, { geoDeny: ['FR', 'DE'] }],
  ['some sites', {}, { embedDomains: ['a.example'] }],
  ['fewer sites', { embedDomains: ['a.example', 'b.example'] }, { embedDomains: ['a.example'] }],
])('%s is tighter, the way back is not', (_what, before, after) => {
  expect(isTighter({ ...open, ...before }, { ...open, ...after }, now)).toBe(true);
  if (!_what.startsWith('other')) expect(isTighter({ ...open, ...after }, { ...open, ...before }, now)).toBe(false);
});

test.each<[string, Partial<AccessRules>]>([
  ['nothing', {}],
  ['a date that has passed', { publishAt: at(-1) }],
])('%s is not tighter', (_what, after) => {
  expect(isTighter(open, { ...open, ...after }, now)).toBe(false);
});
