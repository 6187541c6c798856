import { type Context, Hono } from 'hono';
import type { SearchAnswer } from '../../../shared/contracts/search.ts';
import { AppError } from '../../../shared/errors.ts';
import type { EdgeEnv } from '../../http/request-facts.ts';
import { goTo } from '../account/deps.ts';
import { callOrigin } from '../account/origin-call.ts';
import { type BrowseDeps, rowsOf } from '../browse/deps.ts';
import { page } from '../page.tsx';
import { apiPath, MAX_LETTERS, pagePath, readAsked } from './asked.ts';
import { SearchPage } from './search.tsx';

/** Asked of origin in the name of whoever searches: what people search for is counted there. */
export function searchPage(deps: BrowseDeps): Hono<EdgeEnv> {
  const { forward, show, readerOf, now } = deps;

  /** With the cards of the videos among its results. */
  async function find(c: Context<EdgeEnv>, path: string) {
    const answer = await callOrigin<SearchAnswer>(c, forward, 'GET', path);
    if (!answer.ok) return answer;
    const ids = answer.value.results.flatMap(({ video }) => video?.video_id ?? []);
    const cards = await show(c, await rowsOf(ids, deps, c.var.reads));
    return { ...answer, items: new Map(cards.map((item) => [item.video.videoId, item])) };
  }

  return new Hono<EdgeEnv>().get('/search', async (c) => {
    const asked = readAsked((name) => c.req.query(name));
    const common = { asked, reader: await readerOf(c), nowMs: now() };
    if (asked.q === '' || asked.q.length > MAX_LETTERS)
      return page(c, () => <SearchPage {...common} answer={null} items={new Map()} />);
    const found = await find(c, apiPath(asked));
    if (!found.ok && found.code === 'invalid_cursor') return goTo(pagePath({ ...asked, cursor: null }));
    if (!found.ok) throw new AppError('unavailable', `origin answered ${found.status} to a search`);
    return page(c, () => <SearchPage {...common} answer={found.value} items={found.items} />);
  });
}
