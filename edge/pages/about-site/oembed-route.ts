import { type Context, Hono } from 'hono';
import { AppError } from '../../../shared/errors.ts';
import { generationFiles, objectKeys } from '../../../shared/media/object-keys.ts';
import { errorResponse } from '../../http/errors.ts';
import type { EdgeEnv } from '../../http/request-facts.ts';
import type { MediaStore } from '../../media/media-store.ts';
import type { EdgeVideo } from '../../metadata/store.ts';
import type { AboutSiteDeps } from './deps.ts';
import { SHARED_FOR_SEC } from './deps.ts';
import { jpegSize } from './jpeg-size.ts';
import { describeForEmbedding, oembedXml, videoInAddress } from './oembed.ts';
import { findShared } from './shared-video.ts';
import { textAnswer } from './text-answer.ts';

const formats = ['json', 'xml'] as const;
/** Any site may ask: what is told is the same for all. */
const headers = { 'access-control-allow-origin': '*', 'cache-control': `public, max-age=${SHARED_FOR_SEC}` };

/** `GET /oembed?url=&format=&maxwidth=&maxheight=` (oEmbed 1.0 §2.2 and §2.3): 404, 501 and 401 as it says in §2.3.2. */
export function oembedRoute(deps: AboutSiteDeps): Hono<EdgeEnv> {
  const { catalogue, publicUrl, media } = deps;
  return new Hono<EdgeEnv>().get('/oembed', async (c) => {
    const url = c.req.query('url');
    if (url === undefined)
      throw new AppError('validation_failed', 'give the address of a video as "url"', { details: [{ path: 'url' }] });
    const format = formats.find((each) => each === (c.req.query('format') ?? 'json'));
    if (format === undefined) return errorResponse(new AppError('not_implemented', 'format must be "json" or "xml"'));
    const box = { maxWidth: sideIn(c, 'maxwidth'), maxHeight: sideIn(c, 'maxheight') };
    const videoId = videoInAddress(url, publicUrl);
    if (videoId === null) throw new AppError('not_found', 'this is not the address of a video of this site');
    const { video, sharing } = await findShared(videoId, { ...deps, catalogue: catalogue.for(c.var.reads) });
    if (sharing === 'adult')
      throw new AppError('unauthenticated', 'this video is shown to signed-in viewers of 18 or older');
    if (video === null || sharing === 'no') throw new AppError('not_found', 'no such video');
    const answer = describeForEmbedding(video, box, await pictureSize(video, media.store), publicUrl);
    return format === 'json'
      ? textAnswer(JSON.stringify(answer), 'application/json', headers)
      : textAnswer(oembedXml(answer), 'text/xml', headers);
  });
}

function sideIn(c: Context<EdgeEnv>, name: 'maxwidth' | 'maxheight'): number | undefined {
  const text = c.req.query(name);
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,4}$/.test(text))
    throw new AppError('validation_failed', `${name} must be a number of pixels`, { details: [{ path: name }] });
  return Number(text);
}

/** Null where there is no poster, or it cannot be read right now: it is then left out. */
async function pictureSize(video: EdgeVideo, store: MediaStore): Promise<{ width: number; height: number } | null> {
  const generation = video.thumbnailGeneration ?? video.generation;
  if (generation === null) return null;
  const key = objectKeys.generationPrefix(video.videoId, generation) + generationFiles.poster;
  const opened = await store.open(key, { range: null, headOnly: false }).catch(() => null);
  if (!opened?.body) return null;
  return jpegSize(new Uint8Array(await new Response(opened.body).arrayBuffer()));
}
