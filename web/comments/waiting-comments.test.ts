import { beforeEach, expect, test } from 'bun:test';
import type { CommentFacts } from '../../shared/contracts/comments.ts';
import { WaitingComments } from './waiting-comments.ts';

let waiting: WaitingComments;
beforeEach(() => {
  waiting = new WaitingComments();
});

const at = (sec: number, content = `said at ${sec}`) =>
  ({ comment_id: `c${sec}`, created_at: `2026-01-01T00:00:0${sec}.000Z`, content }) as CommentFacts; // what is looked at
const ids = (comments: readonly CommentFacts[]) => comments.map(({ comment_id }) => comment_id);
const nobodyKnows = () => false;

test('what a list that is read again has before the room tells of it waits, and is counted once', () => {
  const since = at(3).created_at;
  const isKnown = ({ comment_id }: CommentFacts) => ['c3', 'c1'].includes(comment_id);
  expect(ids(waiting.hold([at(5), at(4), at(3), at(1)], { since, isKnown }))).toEqual(['c3', 'c1']);
  waiting.add(at(4));
  expect(waiting.count).toBe(2);
  expect(ids(waiting.take())).toEqual(['c4', 'c5']);
  expect(waiting.count).toBe(0);
});

test('a list that is read first is shown as it is', () => {
  expect(waiting.hold([at(2), at(1)], { since: null, isKnown: nobodyKnows })).toHaveLength(2);
  expect(waiting.count).toBe(0);
});

test('what is newer than the first that waits waits, too; what is older is shown', () => {
  waiting.add(at(4));
  expect(ids(waiting.hold([at(5), at(4), at(2)], { since: null, isKnown: nobodyKnows }))).toEqual(['c2']);
  expect(ids(waiting.take())).toEqual(['c4', 'c5']);
});

test('what is changed or removed while it waits comes in like that', () => {
  for (const sec of [1, 2]) waiting.add(at(sec));
  waiting.change(at(1, 'said otherwise'));
  waiting.change(at(3));
  waiting.remove('c2');
  expect(waiting.take()).toEqual([at(1, 'said otherwise')]);
});
