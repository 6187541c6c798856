import { v7 } from 'uuid';
import type { Playback } from '../../shared/contracts/playback.ts';
import { generationFiles } from '../../shared/media/object-keys.ts';
import type { PlaybackKeyRing } from '../../shared/tokens/playback-keys.ts';
import { signPlaybackToken } from '../../shared/tokens/playback-token.ts';

export type SessionSigner = { keys: PlaybackKeyRing; publicUrl: string; ttlSec: number; now: () => number };

export type AllowedVideo = {
  videoId: string;
  generation: string;
  /** Holds the creator's own thumbnail; `null` when there is none. */
  thumbnailGeneration: string | null;
  ladderCap: number;
  partial: boolean;
};

/** A new playback session for a viewer whom the policy has let in. */
export async function startSession(video: AllowedVideo, signer: SessionSigner): Promise<Playback> {
  const expiresAtSec = Math.floor(signer.now() / 1000) + signer.ttlSec;
  const sessionId = v7();
  const token = await signPlaybackToken(
    { videoId: video.videoId, sessionId, expiresAtSec, ladderCap: video.ladderCap },
    signer.keys,
  );
  const videoBase = `${signer.publicUrl}/p/${token}/${video.videoId}`;
  const base = `${videoBase}/${video.generation}`;
  return {
    session_id: sessionId,
    hls_url: `${base}/${generationFiles.hlsMaster}`,
    dash_url: `${base}/${generationFiles.dashManifest}`,
    poster_url: `${videoBase}/${video.thumbnailGeneration ?? video.generation}/${generationFiles.poster}`,
    // Made with the whole ladder.
    storyboard_url: video.partial ? null : `${base}/${generationFiles.storyboard}`,
    expires_at: new Date(expiresAtSec * 1000).toISOString(),
    resume_position_sec: 0,
    partial: video.partial,
  };
}

const POSTER_SESSION = '00000000-0000-0000-0000-000000000000'; // the nil UUID: nobody's session
const POSTER_PERIOD_SEC = 3_600;

/**
 * A root-relative poster URL for pages. All viewers get the same one for about an hour, so that browsers
 * can keep the picture; it outlives the hour, so that no page shows a dead one.
 */
export async function posterPath(videoId: string, generation: string, signer: SessionSigner): Promise<string> {
  const nowSec = Math.floor(signer.now() / 1000);
  const expiresAtSec = (Math.floor(nowSec / POSTER_PERIOD_SEC) + 2) * POSTER_PERIOD_SEC;
  const token = await signPlaybackToken(
    { videoId, sessionId: POSTER_SESSION, expiresAtSec, ladderCap: 0 },
    signer.keys,
  );
  return `/p/${token}/${videoId}/${generation}/${generationFiles.poster}`;
}
