import { type Context, Hono } from 'hono';
import type { Suggestions, Trending } from '../../../shared/contracts/discovery.ts';
import { TRENDING_ENOUGH, type TrendWindow, trendWindows } from '../../../shared/contracts/discovery-words.ts';
import type { HistoryPage } from '../../../shared/contracts/history.ts';
import type { FeedPage, SubscriptionsPage as Subscriptions } from '../../../shared/contracts/subscriptions.ts';
import type { EdgeEnv } from '../../http/request-facts.ts';
import type { EdgeVideo } from '../../metadata/store.ts';
import { goTo, instead } from '../account/deps.ts';
import { callOrigin } from '../account/origin-call.ts';
import { HomePage, type PersonalShelves } from '../home.tsx';
import { page } from '../page.tsx';
import { seemsSignedIn } from '../visit.ts';
import { CategoryPage } from './category.tsx';
import { categoriesOf } from './category-chips.tsx';
import { type BrowseDeps, rowsOf } from './deps.ts';
import type { ListQuery } from './store.ts';
import { InvitationPage, SUBSCRIPTIONS_PATH, SubscriptionsPage } from './subscriptions.tsx';
import { EVERYWHERE, TrendingPage, USUAL_WINDOW } from './trending.tsx';

const NEWEST: ListQuery = { of: 'all', order: 'newest' };
const TRENDING_SHOWN = 12;
/** A shelf with less says little. */
const TRENDING_LEAST = 3;
const TRENDING_ASKED = 48;
const SUGGESTED = 12;
const BEGUN = 12;
const CHANNELS_SHOWN = 50;
const FEED_SHOWN = 24;

/** The pages on which people find something to watch. */
export function browsePages(deps: BrowseDeps): Hono<EdgeEnv> {
  const { lists, answers, show, viewerOf, readerOf, forward, now } = deps;
  const ask = <T,>(c: Context<EdgeEnv>, path: string) => callOrigin<T>(c, forward, 'GET', path);

  /** A country's own answer has its own place in the cache. */
  async function trendingIn(c: Context<EdgeEnv>, window: TrendWindow, country: string | null): Promise<EdgeVideo[]> {
    const place = country === null ? '' : `&country=${country}`;
    const path = `/videos/trending?window=${window}&limit=${TRENDING_ASKED}${place}`;
    const { body } = await answers.get(path, c.var.reads);
    return lists.named(idsIn(body as Partial<Trending> | null), c.var.reads); // of one release with this
  }

  /** Where the viewer is, if enough trends there and they do not want everywhere; `country` is null where it does not. */
  async function trending(c: Context<EdgeEnv>, window: TrendWindow, wantsEverywhere = false) {
    const { country } = c.var.facts;
    const local = country === null ? [] : await trendingIn(c, window, country);
    const isLocal = local.length >= TRENDING_ENOUGH;
    const rows = isLocal && !wantsEverywhere ? local : await trendingIn(c, window, null);
    return { rows, country: isLocal ? country : null };
  }

  /** Null for who is not signed in; shelves that cannot be read right now are empty. */
  async function personal(c: Context<EdgeEnv>): Promise<PersonalShelves | null> {
    const viewer = await viewerOf(c);
    if (viewer === null || viewer.suspended) return null;
    const [suggested, begun] = await Promise.all([
      ask<Suggestions>(c, `/recommendations?limit=${SUGGESTED}`).catch(() => null),
      ask<HistoryPage>(c, `/me/history?state=unfinished&limit=${BEGUN}`).catch(() => null),
    ]);
    const list = suggested?.ok ? suggested.value : null;
    const begunIds = begun?.ok ? begun.value.history.map(({ video_id }) => video_id) : [];
    const [begunVideos, suggestedVideos] = await Promise.all([
      rowsOf(begunIds, deps, c.var.reads).then((rows) => show(c, rows)),
      rowsOf(idsIn(list), deps, c.var.reads).then((rows) => show(c, rows)),
    ]);
    return {
      begun: begunVideos,
      suggested: suggestedVideos.filter(({ video }) => !begunIds.includes(video.videoId)),
      list,
      reasons: new Map(list?.videos.map((each) => [each.video_id, each])),
    };
  }

  return new Hono<EdgeEnv>()
    .get('/', async (c) => {
      const cursor = c.req.query('cursor');
      const isFirstPage = cursor === undefined;
      const [latest, own, trends] = await Promise.all([
        lists.page(NEWEST, cursor, c.var.reads),
        isFirstPage ? personal(c) : null,
        isFirstPage
          ? trending(c, USUAL_WINDOW)
              .then(({ rows }) => rows)
              .catch(() => [])
          : [],
      ]);
      const shelf = own === null ? await show(c, trends.slice(0, TRENDING_SHOWN)) : [];
      const props = {
        latest: await show(c, latest.videos),
        nextCursor: latest.nextCursor,
        isFirstPage,
        personal: own,
        trending: shelf.length < TRENDING_LEAST ? [] : shelf,
        categories: isFirstPage ? categoriesOf([...latest.videos, ...trends]) : [],
        reader: await readerOf(c),
        nowMs: now(),
      };
      return page(c, () => <HomePage {...props} />);
    })
    .get('/category/:name', async (c) => {
      const category = c.req.param('name');
      const [list, newest] = await Promise.all([
        lists.page({ of: 'category', category, order: 'newest' }, c.req.query('cursor'), c.var.reads),
        lists.page(NEWEST, undefined, c.var.reads),
      ]);
      const props = {
        category,
        items: await show(c, list.videos),
        nextCursor: list.nextCursor,
        categories: categoriesOf(newest.videos),
        reader: await readerOf(c),
        nowMs: now(),
      };
      return page(c, () => <CategoryPage {...props} />);
    })
    .get('/trending', async (c) => {
      const window = trendWindows.find((each) => each === c.req.query('window')) ?? USUAL_WINDOW;
      const isEverywhere = c.req.query('where') === EVERYWHERE;
      const { rows, country } = await trending(c, window, isEverywhere);
      const items = await show(c, rows);
      const props = { window, country, isEverywhere, items, reader: await readerOf(c), nowMs: now() };
      return page(c, () => <TrendingPage {...props} />);
    })
    .get(SUBSCRIPTIONS_PATH, async (c) => {
      if (!seemsSignedIn(c)) return page(c, () => <InvitationPage />);
      const cursor = c.req.query('cursor');
      const isFirstPage = cursor === undefined;
      const after = isFirstPage ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const [feed, channels] = await Promise.all([
        ask<FeedPage>(c, `/me/feed?limit=${FEED_SHOWN}${after}`),
        isFirstPage ? ask<Subscriptions>(c, `/me/subscriptions?limit=${CHANNELS_SHOWN}`) : null,
      ]);
      if (!feed.ok && feed.code === 'invalid_cursor') return goTo(SUBSCRIPTIONS_PATH);
      if (!feed.ok) return instead(feed, SUBSCRIPTIONS_PATH);
      if (channels?.ok === false) return instead(channels, SUBSCRIPTIONS_PATH);
      const rows = await rowsOf(idsIn(feed.value), deps, c.var.reads);
      const props = {
        channels: channels?.value.subscriptions ?? [],
        items: await show(c, rows),
        nextCursor: feed.value.next_cursor,
        isFirstPage,
        reader: await readerOf(c),
        nowMs: now(),
      };
      return page(c, () => <SubscriptionsPage {...props} />);
    });
}

const idsIn = (list: { videos?: readonly { video_id: string }[] } | null): string[] =>
  list?.videos?.map(({ video_id }) => video_id) ?? [];
