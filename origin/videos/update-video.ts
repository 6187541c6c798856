import type { UpdateVideo, Video } from '../../shared/contracts/videos.ts';
import type { Actor } from '../policy/who.ts';
import { findOwnVideo } from './find-own-video.ts';
import { findVisibleVideo, type VideoDeps } from './find-visible-video.ts';
import { presentVideo } from './present-video.ts';
import type { VideoChanges } from './store.ts';

/** Changes what the owner says about a video. Throws `forbidden` for someone else who can see it, else `not_found`. */
export async function updateVideo(deps: VideoDeps, viewer: Actor, videoId: string, input: UpdateVideo): Promise<Video> {
  await findOwnVideo(deps, viewer, videoId);
  await deps.store.update(videoId, toChanges(input), deps.clock());
  return presentVideo(await findVisibleVideo(deps, viewer, videoId));
}

/** Only what was sent: drizzle leaves columns that are `undefined` alone. */
function toChanges(input: UpdateVideo): VideoChanges {
  const { title, description, tags, category, language, visibility, codecs, publish_at } = input;
  const changes = {
    ...{ title, description, tags, visibility, codecs },
    // An empty one is none.
    category: category === '' ? null : category,
    language: language === '' ? null : language,
    ageRestricted: input.age_restricted,
    geoAllow: input.geo_allow,
    geoDeny: input.geo_deny,
    embedDomains: input.embed_domains,
    publishAt: publish_at == null ? publish_at : new Date(publish_at),
  };
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}
