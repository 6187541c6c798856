import { commentFactsSchema } from '../../shared/contracts/comments.ts';
import { seededRandom } from '../../testkit/seeded-random.ts';
import { sentence } from '../population/names.ts';
import type { SocialStand } from './social-stand.ts';

/**
 * How long each of `count` comments took from its sending to its answer, every other one a reply to the one before. Another
 * `seed`, other words: who says the same again is held.
 */
export async function postComments(
  { send, people, hotVideoId }: SocialStand,
  count: number,
  seed: number,
): Promise<number[]> {
  const random = seededRandom(seed);
  const tookMs: number[] = [];
  let parentId: string | null = null;
  for (let at = 0; at < count; at++) {
    const body = { content: `${sentence(random)} ${at}`, ...(parentId === null ? {} : { parent_id: parentId }) };
    const startedAt = performance.now();
    const answer = await send(random.pick(people), 'POST', `/videos/${hotVideoId}/comments`, body);
    tookMs.push(performance.now() - startedAt);
    const { comment_id, depth, state } = commentFactsSchema.parse(answer);
    parentId = depth === 0 && state === 'approved' ? comment_id : null;
  }
  return tookMs;
}
