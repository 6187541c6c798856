import { expect, test } from 'bun:test';
import { objectKeys, videoPrefixes } from '../../shared/media/object-keys.ts';
import { pictureKey, picturesArea, picturesOfChannel, picturesPrefix } from '../channels/pictures/picture-files.ts';
import { exportKey, exportsPrefix } from '../privacy/exports/export-key.ts';

/** What the reconciler walks over, and archives for their owners, which expire by themselves. */
const areas = [...Object.keys(videoPrefixes).map((area) => `${area}/`), picturesArea, 'exports/'];

test.each(Object.entries(objectKeys))('whatever is stored as objectKeys.%s is looked after', (name, keyOf) => {
  const [first, second] = name === 'quarantined' || name === 'originalRemainder' ? ['originals/v/u', ''] : ['v', 'g'];
  // Every helper takes one or two names.
  const key = (keyOf as (first: string, second: string) => string)(first, second);
  expect(areas).toContain(`${key.split('/')[0]}/`);
});

test('a key of a video lies below one of its prefixes, so that its deletion finds it', () => {
  const prefixes = Object.values(videoPrefixes).map((prefixOf) => prefixOf('v'));
  for (const key of [objectKeys.original('v', 'u'), objectKeys.caption('v', 'en'), objectKeys.workPrefix('v', 'e')])
    expect(prefixes.some((prefix) => key.startsWith(prefix))).toBe(true);
});

test.each([
  picturesPrefix('c', 'avatar'),
  picturesOfChannel('c'),
  pictureKey('c', 'x'),
  exportsPrefix('u'),
  exportKey('u', 'e'),
])('so is %s', (key) => expect(areas.some((area) => key.startsWith(area))).toBe(true));
