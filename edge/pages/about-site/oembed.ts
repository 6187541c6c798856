import type { EdgeVideo } from '../../metadata/store.ts';
import { type Box, embedSize } from './embed-size.ts';
import { channelAddress, videoAddresses } from './video-addresses.ts';
import { element, escapeXml, nest, XML_DECLARATION } from './xml.ts';

/** An answer of the type `video` (oEmbed 1.0 §2.3.4.2). */
export type OEmbed = {
  type: 'video';
  version: '1.0';
  title: string;
  author_name: string;
  author_url: string;
  provider_name: string;
  provider_url: string;
  cache_age: number;
  html: string;
  width: number;
  height: number;
  thumbnail_url?: string;
  thumbnail_width?: number;
  thumbnail_height?: number;
};

/** A hint only: what is taken back stops playing within half a minute, however long a description is kept. */
const CACHE_AGE_SEC = 3_600;

/** The video that `url` is the address of on this host; null for any other address. */
export function videoInAddress(url: string, publicUrl: string): string | null {
  const address = URL.parse(url);
  if (address === null || address.host !== new URL(publicUrl).host || !/^https?:$/.test(address.protocol)) return null;
  return /^\/(?:watch|embed)\/([A-Za-z0-9_-]{11})$/.exec(address.pathname)?.[1] ?? null;
}

/** What another site needs to show `video` within `box`. The size of its thumbnail is what was found in the picture. */
export function describeForEmbedding(
  video: EdgeVideo,
  box: Box,
  picture: { width: number; height: number } | null,
  publicUrl: string,
): OEmbed {
  const { embed, thumbnail } = videoAddresses(publicUrl, video.videoId);
  const { width, height } = embedSize(video, box);
  const { maxWidth = Number.POSITIVE_INFINITY, maxHeight = Number.POSITIVE_INFINITY } = box;
  const fits = picture !== null && picture.width <= maxWidth && picture.height <= maxHeight;
  return {
    type: 'video',
    version: '1.0',
    title: video.title,
    author_name: video.channel.name,
    author_url: channelAddress(publicUrl, video.channel.handle),
    provider_name: 'Kinora',
    provider_url: publicUrl,
    cache_age: CACHE_AGE_SEC,
    html: frame(embed, video.title, width, height),
    width,
    height,
    ...(fits ? { thumbnail_url: thumbnail, thumbnail_width: picture.width, thumbnail_height: picture.height } : {}),
  };
}

export function oembedXml(answer: OEmbed): string {
  const children = Object.entries(answer).map(([name, value]) => element(name, value));
  return XML_DECLARATION + nest('oembed', children);
}

function frame(src: string, title: string, width: number, height: number): string {
  const allow = 'autoplay; fullscreen; picture-in-picture; encrypted-media';
  const size = `width="${width}" height="${height}"`;
  return `<iframe ${size} src="${src}" title="${escapeXml(title)}" style="border:0" allow="${allow}" allowfullscreen></iframe>`;
}
