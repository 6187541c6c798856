import type { Playback } from '../../shared/contracts/playback.ts';
import { generationFiles } from '../../shared/media/object-keys.ts';
import type { SessionIds } from '../../shared/session-ids.ts';
import type { PlaybackKeyRing } from '../../shared/tokens/playback-keys.ts';
import { PICTURE_SESSION, type PlaybackClaims, signPlaybackToken } from '../../shared/tokens/playback-token.ts';
import { shortHash } from '../../shared/tokens/short-hash.ts';
import type { ChangeFeed } from '../changes/change-feed.ts';
import type { RequestPlace } from './authorize-media.ts';
import type { Authorized } from './authorize-playback.ts';
import type { Viewer } from './decide-playback.ts';
import { networkPrefix } from './network-prefix.ts';

export type SessionSigner = {
  keys: PlaybackKeyRing;
  feed: Pick<ChangeFeed, 'revocations'>;
  sessionIds: SessionIds;
  publicUrl: string;
  ttlSec: number;
  /** Highest rendition for viewers who are not signed in; 0 for no cap. */
  anonymousMaxHeight: number;
  /** What sessions are bound to: they play nowhere else. */
  bindCountry: boolean;
  bindNetwork: boolean;
  now: () => number;
};

export type SessionRequest = {
  viewer: Viewer;
  /** Host of the other site that plays, as `askingSite` tells; null for this host. */
  site: string | null;
  place: RequestPlace;
  /** The session that is renewed: it keeps its id and the files it has begun with. */
  previous: PlaybackClaims | null;
};

/** A playback session for a viewer whom the policy has let in. */
export async function startSession(
  { video, decision }: Authorized,
  request: SessionRequest,
  signer: SessionSigner,
): Promise<Playback> {
  const { videoId, thumbnailGeneration } = video;
  const { generation } = decision;
  const { viewer, site, place, previous } = request;
  const { revocations } = signer.feed;
  const expiresAtSec = Math.floor(signer.now() / 1000) + signer.ttlSec;
  const sessionId = previous?.sessionId ?? (await signer.sessionIds.issue(videoId, signer.now()));
  // A re-encode switches the video's generation under sessions that began with the one before.
  const wanted = [previous?.generations[0] ?? generation, generation, thumbnailGeneration ?? generation];
  const token = await signPlaybackToken(
    {
      videoId,
      generations: [...new Set(wanted)],
      sessionId,
      viewer: viewer?.hash ?? null,
      // The row may know more than this isolate has heard about the viewer, or the other way round.
      seq: Math.min(video.asOfSeq, revocations.seq()),
      expiresAtSec,
      ladderCap: viewer === null ? signer.anonymousMaxHeight : 0,
      open: decision.open,
      country: decision.country ?? (signer.bindCountry ? place.country : null),
      network: signer.bindNetwork && place.clientAddress !== null ? networkPrefix(place.clientAddress) : null,
      site: decision.siteMatters ? await shortHash(site ?? new URL(signer.publicUrl).host) : null,
    },
    signer.keys,
  );
  const videoBase = `${signer.publicUrl}/p/${token}/${videoId}`;
  const base = `${videoBase}/${generation}`;
  return {
    session_id: sessionId,
    hls_url: `${base}/${generationFiles.hlsMaster}`,
    dash_url: `${base}/${generationFiles.dashManifest}`,
    poster_url: `${videoBase}/${thumbnailGeneration ?? generation}/${generationFiles.poster}`,
    // Made with the whole ladder.
    storyboard_url: video.complete ? `${base}/${generationFiles.storyboard}` : null,
    expires_at: new Date(expiresAtSec * 1000).toISOString(),
    expires_in_sec: signer.ttlSec,
    resume_position_sec: 0,
    partial: !video.complete,
  };
}

const POSTER_PERIOD_SEC = 3_600;

/** Root-relative URLs of a video's pictures. */
export type PicturePaths = {
  poster: string;
  /** The WebVTT file that names the sheets of its storyboard; null until the whole ladder is there. */
  storyboard: string | null;
};

/**
 * The pictures of a video for pages. All viewers get the same URLs for about an hour, so that browsers can keep what they
 * lead to; they outlive the hour, so that no page shows a dead one.
 */
export async function picturePaths({ video, decision }: Authorized, signer: SessionSigner): Promise<PicturePaths> {
  const { videoId } = video;
  const { generation } = decision;
  const ofPoster = video.thumbnailGeneration ?? generation;
  const nowSec = Math.floor(signer.now() / 1000);
  const token = await signPlaybackToken(
    {
      videoId,
      generations: [...new Set([ofPoster, generation])],
      sessionId: PICTURE_SESSION,
      viewer: null,
      seq: signer.feed.revocations.seqOfVideo(videoId),
      expiresAtSec: (Math.floor(nowSec / POSTER_PERIOD_SEC) + 2) * POSTER_PERIOD_SEC,
      ladderCap: 0,
      open: decision.open,
      country: decision.country,
      network: null,
      site: null,
    },
    signer.keys,
  );
  const base = `/p/${token}/${videoId}`;
  return {
    poster: `${base}/${ofPoster}/${generationFiles.poster}`,
    storyboard: video.complete ? `${base}/${generation}/${generationFiles.storyboard}` : null,
  };
}

export const posterPath = async (allowed: Authorized, signer: SessionSigner): Promise<string> =>
  (await picturePaths(allowed, signer)).poster;
