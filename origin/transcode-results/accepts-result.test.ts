import { expect, test } from 'bun:test';
import { publishedResult } from '../testing/published-result.ts';
import { acceptsResult, type PublishedState } from './accepts-result.ts';

const id = 'abcdefghij_';
const failed = { kind: 'failed', video_id: id, code: 'corrupt_media', message: '' } as const;
const playable = (generation: string) => publishedResult('playable', id, generation);
const ready = (generation: string) => publishedResult('ready', id, generation);
const state = (status: PublishedState['status'], generation: string | null, complete = false) => ({
  ...{ status, generation, complete },
});

test.each([
  ['the first rung', state('processing', null), playable('g1'), true],
  ['the same rung again', state('processing', 'g1'), playable('g1'), false],
  ['the rung of a newer attempt', state('processing', 'g1'), playable('g2'), true],
  ['the rung of an older attempt', state('processing', 'g2'), playable('g1'), false],
  ['a longer generation, which is newer', state('processing', 'zz'), playable('100'), true],
  ['the whole after the first rung', state('processing', 'g1'), ready('g1'), true],
  ['the whole without a first rung', state('processing', null), ready('g1'), true],
  ['the whole twice', state('ready', 'g1', true), ready('g1'), false],
  ['the whole of an older attempt', state('ready', 'g2', true), ready('g1'), false],
  ['a new encode of a ready video', state('ready', 'g1', true), ready('g2'), true],
  ['a first rung over a ready video', state('ready', 'g1', true), playable('g2'), false],
  ['a first rung after the failure', state('failed', null), playable('g1'), false],
  ['the whole after a failure was assumed', state('failed', 'g1'), ready('g1'), true],
  ['a failure', state('processing', 'g1'), failed, true],
  ['a failure after the whole', state('ready', 'g1', true), failed, false],
  ['a failure twice', state('failed', null), failed, false],
] as const)('%s', (_, video, result, expected) => {
  expect(acceptsResult(video, result)).toBe(expected);
});
