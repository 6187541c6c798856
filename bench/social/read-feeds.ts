import { feedPageSchema } from '../../shared/contracts/subscriptions.ts';
import type { Person, SocialStand } from './social-stand.ts';

/** How long the first two pages of each one's feed took, one after another; `videos` is how many were in them. */
export async function readFeeds({ send }: SocialStand, people: readonly Person[], times: number) {
  const tookMs: number[] = [];
  let videos = 0;
  for (let at = 0; at < times; at++)
    for (const person of people) {
      let cursor: string | null = '';
      for (let page = 0; page < 2 && cursor !== null; page++) {
        const startedAt = performance.now();
        const answer = await send(person, 'GET', `/me/feed?limit=20${cursor && `&cursor=${cursor}`}`);
        tookMs.push(performance.now() - startedAt);
        const { videos: shown, next_cursor } = feedPageSchema.parse(answer);
        videos += shown.length;
        cursor = next_cursor;
      }
    }
  return { tookMs, videos };
}
