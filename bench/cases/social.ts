import { seededRandom } from '../../testkit/seeded-random.ts';
import { type BenchCase, percentile } from '../bench-case.ts';
import { sizesAsked } from '../population/at-each-size.ts';
import { videoId } from '../population/names.ts';
import { populationOf } from '../population/size.ts';
import { withStolenShare } from '../process-account.ts';
import { postComments } from '../social/post-comments.ts';
import { readCommentPages, readFirstPages } from '../social/read-comment-pages.ts';
import { readFeeds } from '../social/read-feeds.ts';
import { sendViews } from '../social/send-views.ts';
import { type SocialStand, startSocialStand } from '../social/social-stand.ts';
import { type Voting, voteOnComment, voteOnVideo } from '../social/vote-at-once.ts';

const size = populationOf(sizesAsked(1_000_000).at(-1) ?? 1_000_000);
const PEOPLE = 100;
const POSTS = 500;
const VOTES_EACH = 100;
const SESSIONS = 50_000;

type Note = (line: string) => void;
type Figures = Record<string, number>;

/** What people do around videos, on a database with ten million comments. The population takes minutes: one run. */
export const socialCase: BenchCase = {
  name: 'social',
  summary: 'comments, votes, feeds and views on a large database (KINORA_BENCH_VIDEOS, default 1,000,000)',
  budgets: {
    newest_near_p99_vs_25_ms: '(goal ≤ 1)',
    newest_far_p99_vs_25_ms: '(goal ≤ 1)',
    top_near_p99_vs_25_ms: '(goal ≤ 1)',
    top_far_p99_vs_25_ms: '(goal ≤ 1)',
    others_first_p99_vs_25_ms: '(goal ≤ 1)',
    post_p99_vs_30_ms: '(goal ≤ 1)',
    feed_p99_vs_25_ms: '(goal ≤ 1)',
    feed_of_large_channels_p99_vs_25_ms: '(goal ≤ 1)',
    video_votes_vs_2000_per_sec: '(goal ≥ 1)',
    comment_votes_vs_2000_per_sec: '(goal ≥ 1)',
    votes_lost: '(goal 0)',
    view_events_vs_10000_per_sec: '(goal ≥ 1)',
    views_lost: '(goal 0)',
  },
  async run({ note }) {
    await using stand = await startSocialStand(size, PEOPLE, note);
    const stolen: Figures = {};
    /** Without it a slow run of a slow program and one of a machine that others slow down look alike. */
    async function noting<T>(what: string, work: () => Promise<T>): Promise<T> {
      const { outcome, stolenShare } = await withStolenShare(work);
      stolen[`${what}_stolen_share`] = stolenShare;
      note(`${what}: the host gave ${(100 * stolenShare).toFixed(1)} % of the processor to others meanwhile`);
      return outcome;
    }
    const pages = await noting('pages', () => measurePages(stand, note));
    // Origin was begun a moment ago: its code is still being compiled.
    const atFirst = spread('post_at_first', await noting('post_at_first', () => postComments(stand, POSTS, 7)), note);
    const post = spread('post', await noting('post', () => postComments(stand, POSTS, 8)), note);
    const feeds = await noting('feeds', () => measureFeeds(stand, note));
    const onVideo = await noting('video_votes', () => voteOnVideo(stand, VOTES_EACH));
    noteVotes('video', onVideo, note);
    const onComment = await noting('comment_votes', () => voteOnComment(stand, VOTES_EACH));
    noteVotes('comment', onComment, note);
    const views = await noting('views', () => sendViews(stand, SESSIONS));
    note(`views: ${views.perSec.toFixed(0)} events/s, ${views.viewsLost} views lost`);
    return {
      figures: {
        ...{ videos: size.videos, comments: size.comments, comments_of_one_video: Math.round(size.comments / 10) },
        ...{ ...pages, ...atFirst, ...post, ...feeds },
        ...{ video_votes_per_sec: onVideo.perSec, video_vote_p99_ms: onVideo.p99Ms },
        ...{ comment_votes_per_sec: onComment.perSec, comment_vote_p99_ms: onComment.p99Ms },
        ...{ video_vote_origin_cpu_us: onVideo.cpuMicrosEach, comment_vote_origin_cpu_us: onComment.cpuMicrosEach },
        ...{ view_events_per_sec: views.perSec, view_event_origin_cpu_us: views.cpuMicrosEach },
        view_batches_sent_again: views.refused,
        ...{ views_origin_peak_memory_mb: views.peakBytes / 1e6, views_origin_grown_mb: views.grownBytes / 1e6 },
        ...stolen,
      },
      ratios: {
        ...inBudgets(pages, '_p99_ms', 25),
        ...inBudgets(post, '_p99_ms', 30),
        ...inBudgets(feeds, '_p99_ms', 25),
        video_votes_vs_2000_per_sec: onVideo.perSec / 2000,
        comment_votes_vs_2000_per_sec: onComment.perSec / 2000,
        votes_lost: onVideo.lost + onComment.lost,
        view_events_vs_10000_per_sec: views.perSec / 10_000,
        views_lost: views.viewsLost + views.secondsLost,
      },
    };
  },
};

/** Pages 1 to 100 and the last hundred of the first thousand below the hot video, and first pages of others. */
async function measurePages({ database, hotVideoId }: SocialStand, note: Note): Promise<Figures> {
  const figures: Figures = {};
  for (const sort of ['newest', 'top'] as const) {
    const tookMs = await readCommentPages(database.url, hotVideoId, sort);
    note(`${sort}: ${tookMs.length} pages`);
    Object.assign(figures, spread(`${sort}_near`, tookMs.slice(0, 100), note));
    Object.assign(figures, spread(`${sort}_far`, tookMs.slice(-101, -1), note)); // the very last may be a short one
  }
  const random = seededRandom(3);
  const others = Array.from({ length: 500 }, () => videoId(1 + random.below(size.videos - 1)));
  return { ...figures, ...spread('others_first', await readFirstPages(database.url, others), note) };
}

/** Of people who follow a few channels, small and large, and of one who follows every large one. */
async function measureFeeds(stand: SocialStand, note: Note): Promise<Figures> {
  const [collector, ...others] = stand.people;
  if (!collector) throw new RangeError('nobody is there');
  const [few, many] = [await readFeeds(stand, others, 3), await readFeeds(stand, [collector], 100)];
  note(`feeds: ${few.videos} videos of few channels, ${many.videos} of large ones`);
  return { ...spread('feed', few.tookMs, note), ...spread('feed_of_large_channels', many.tookMs, note) };
}

function spread(name: string, tookMs: readonly number[], note: Note): Figures {
  const [p50, p99] = [percentile(tookMs, 0.5), percentile(tookMs, 0.99)];
  note(`${name}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
  return { [`${name}_p50_ms`]: p50, [`${name}_p99_ms`]: p99 };
}

/** Those figures as shares of what they may be. */
function inBudgets(figures: Figures, ending: '_p99_ms', budgetMs: number): Figures {
  return Object.fromEntries(
    Object.entries(figures)
      .filter(([name]) => name.endsWith(ending))
      .map(([name, value]) => [name.replace(/_ms$/, `_vs_${budgetMs}_ms`), value / budgetMs]),
  );
}

function noteVotes(what: string, { perSec, p99Ms, cpuMicrosEach, lost }: Voting, note: Note): void {
  const each = `p99 ${p99Ms.toFixed(0)} ms, origin ${cpuMicrosEach.toFixed(0)} µs each`;
  note(`votes on a ${what}: ${perSec.toFixed(0)} a second, ${each}, ${lost} lost`);
}
