import type { Context } from 'hono';
import type { EdgeEnv } from '../../http/request-facts.ts';
import type { EdgeVideo } from '../../metadata/store.ts';
import { type AuthorizeDeps, isOutdated } from '../../playback/authorize-playback.ts';
import { decidePlayback, type Viewer } from '../../playback/decide-playback.ts';
import type { ResumePositions } from '../../playback/resume-positions.ts';
import { picturePaths, type SessionSigner } from '../../playback/start-session.ts';
import type { ListedVideo } from '../video-card.tsx';

export type ShowDeps = Pick<AuthorizeDeps, 'feed'> & {
  signer: SessionSigner;
  resumePositions: ResumePositions;
  /** Null as well where the access token cannot be read: the page is then as for anybody. */
  viewerOf: (c: Context<EdgeEnv>) => Promise<Viewer>;
};

/** Those of `videos` that whoever asks may play here and now, in their order, with pictures and how far they came. */
export type ShowVideos = (c: Context<EdgeEnv>, videos: readonly EdgeVideo[]) => Promise<ListedVideo[]>;

export function createShowVideos({ feed, signer, resumePositions, viewerOf }: ShowDeps): ShowVideos {
  return async (c, videos) => {
    const viewer = await viewerOf(c);
    const asked = { country: c.var.facts.country, nowMs: signer.now() };
    const allowed = videos.flatMap((video) => {
      const decision = decidePlayback(video, viewer, asked);
      if (!decision.allow || isOutdated(video, feed) || (!decision.open && feed.isBlind())) return [];
      return [{ video, decision }];
    });
    const ids = allowed.map(({ video }) => video.videoId);
    const [pictures, positions] = await Promise.all([
      Promise.all(allowed.map((each) => picturePaths(each, signer))),
      viewer === null ? new Map<string, number>() : resumePositions.several(viewer.userId, ids, c.var.reads),
    ]);
    return allowed.flatMap(({ video }, index) => {
      const paths = pictures[index];
      const positionSec = positions.get(video.videoId);
      const watchedShare = positionSec && video.durationSec ? Math.min(1, positionSec / video.durationSec) : null;
      return paths ? [{ video, ...paths, watchedShare }] : [];
    });
  };
}
