import { commentSorts } from '../../shared/contracts/comment-words.ts';
import type { CommentSort } from '../../shared/contracts/comments.ts';
import { consistencyHeader, requestIdHeader } from '../../shared/http-headers.ts';
import type { ChangeFeed } from '../changes/change-feed.ts';
import type { CommentReader, PageQuery } from '../comments/comment-reader.ts';
import { commentHeaders, DEFAULT_COMMENTS, MAX_COMMENTS } from '../comments/routes.ts';
import { readRequestFacts } from '../http/request-facts.ts';
import { commonHeaders } from '../http/security-headers.ts';
import type { SharedJson } from '../http/shared-json.ts';
import type { Catalogue } from '../metadata/catalogue.ts';
import { videoJson } from '../metadata/present-video.ts';
import type { EdgeVideo } from '../metadata/store.ts';
import { videoHeaders } from '../metadata/video-routes.ts';
import { isOutdated } from '../playback/authorize-playback.ts';
import { decidePlayback } from '../playback/decide-playback.ts';
import { sightOfVideo } from '../playback/sight-of-video.ts';
import { limitAnonymous, type RateDeps } from './limit-rate.ts';
import { isOversize } from './request-limits.ts';

export type QuickReadDeps = {
  catalogue: Pick<Catalogue, 'peekVideo' | 'peekCounts'>;
  comments: Pick<CommentReader, 'peek'>;
  feed: Pick<ChangeFeed, 'freshen' | 'revocations'>;
  rates: RateDeps;
  testCountry: string | null;
  overTls: boolean;
  now: () => number;
};

/** The answer to a request, at once; null for whatever the router has to see. */
export type QuickReads = (request: Request, path: string) => Response | null;

const PATH = /^\/api\/v1\/videos\/([A-Za-z0-9_-]{11})(\/comments)?$/;
/** What makes an answer somebody's own. */
const PERSONAL = ['authorization', 'cookie', consistencyHeader];

/**
 * In front of the router, because the router costs more than these answers: what everybody may read, for who has not said who
 * they are, from memory that is fresh. It decides by the same functions as the routes, which answer the same.
 */
export function createQuickReads(deps: QuickReadDeps): QuickReads {
  const { catalogue, feed, rates, testCountry, now } = deps;
  const common = commonHeaders('', deps.overTls);
  const headersOfVideo = { ...common, ...videoHeaders };
  const headersOfComments = { ...common, ...commentHeaders };

  function video(row: EdgeVideo): SharedJson | null {
    const counts = catalogue.peekCounts(row.videoId);
    if (counts === undefined || sightOfVideo(row, null, now()) !== 'seen') return null;
    return videoJson(row, counts);
  }

  function comments(row: EdgeVideo, url: string): SharedJson | null {
    const asked = readPage(url);
    const decision = decidePlayback(row, null, { country: null, nowMs: now() });
    // What is open rests on nothing that a request could say about itself.
    if (!asked || !decision.allow || !decision.open) return null;
    return deps.comments.peek(row.videoId, asked.sort, asked.page)?.json ?? null;
  }

  return (request, path) => {
    const [, videoId, below] = PATH.exec(path) ?? [];
    if (videoId === undefined || request.method !== 'GET') return null;
    const { url, headers } = request;
    if (isOversize(url) || PERSONAL.some((name) => headers.has(name)) || feed.freshen() !== null) return null;
    const row = catalogue.peekVideo(videoId);
    if (!row || isOutdated(row, feed)) return null;
    const json = below === undefined ? video(row) : comments(row, url);
    const accepts = headers.get('accept-encoding');
    const response = json?.ready(accepts, below === undefined ? headersOfVideo : headersOfComments);
    if (!response) return null;
    const limits = limitAnonymous('read', () => readRequestFacts(request, testCountry).clientAddress, rates);
    if (limits === null) return null;
    response.headers.set(requestIdHeader, crypto.randomUUID());
    for (const name in limits) response.headers.set(name, limits[name] ?? '');
    return response;
  };
}

type AskedPage = { sort: CommentSort; page: PageQuery };

/** Null for a query that is not of the plainest kind. */
function readPage(url: string): AskedPage | null {
  const asked: AskedPage = { sort: 'newest', page: { cursor: null, limit: DEFAULT_COMMENTS } };
  const at = url.indexOf('?');
  for (const part of at < 0 ? [] : url.slice(at + 1).split('&')) {
    const [, name, value] = /^(sort|limit|cursor)=([A-Za-z0-9_-]+)$/.exec(part) ?? [];
    const sort = commentSorts.find((each) => each === value);
    if (name === 'sort' && sort !== undefined) asked.sort = sort;
    else if (name === 'limit' && Number(value) >= 1 && Number(value) <= MAX_COMMENTS) asked.page.limit = Number(value);
    else if (name === 'cursor' && value !== undefined) asked.page.cursor = value;
    else return null;
  }
  return asked;
}
