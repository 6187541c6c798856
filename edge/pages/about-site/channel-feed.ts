import type { EdgeVideo } from '../../metadata/store.ts';
import { channelAddress, feedAddress, videoAddresses } from './video-addresses.ts';
import { element, nest, XML_DECLARATION } from './xml.ts';

export type FedChannel = { handle: string; name: string; description: string };

/** RSS 2.0 with Media RSS 1.5.1 of a channel's newest videos. */
export function channelFeed(channel: FedChannel, videos: readonly EdgeVideo[], publicUrl: string): string {
  const page = channelAddress(publicUrl, channel.handle);
  const [newest] = videos;
  const children = [
    element('title', channel.name),
    element('link', page),
    element('description', channel.description || channel.name),
    element('atom:link', null, {
      href: feedAddress(publicUrl, channel.handle),
      rel: 'self',
      type: 'application/rss+xml',
    }),
    ...(newest ? [element('lastBuildDate', new Date(publishedMs(newest)).toUTCString())] : []),
    ...videos.map((video) => item(video, publicUrl)),
  ];
  return (
    XML_DECLARATION +
    nest('rss', [nest('channel', children)], {
      version: '2.0',
      'xmlns:atom': 'http://www.w3.org/2005/Atom',
      'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
      'xmlns:media': 'http://search.yahoo.com/mrss/',
    })
  );
}

function item(video: EdgeVideo, publicUrl: string): string {
  const { watch, embed, thumbnail } = videoAddresses(publicUrl, video.videoId);
  const content: Record<string, string | number> = { medium: 'video' };
  if (video.durationSec !== null) content.duration = Math.round(video.durationSec);
  if (video.width !== null && video.height !== null)
    Object.assign(content, { width: video.width, height: video.height });
  if (video.language !== null) content.lang = video.language;
  return nest('item', [
    element('title', video.title),
    element('link', watch),
    element('guid', watch, { isPermaLink: 'true' }),
    element('pubDate', new Date(publishedMs(video)).toUTCString()),
    element('dc:creator', video.channel.name),
    element('description', video.description),
    ...(video.category === null ? [] : [element('category', video.category)]),
    nest(
      'media:content',
      [
        element('media:title', video.title, { type: 'plain' }),
        element('media:description', video.description, { type: 'plain' }),
        element('media:thumbnail', null, { url: thumbnail }),
        // The files themselves are behind signed addresses; the player is what a reader can show.
        element('media:player', null, { url: embed }),
        nest('media:community', [element('media:statistics', null, { views: video.viewCount })]),
      ],
      content,
    ),
  ]);
}

const publishedMs = ({ publishAtMs, createdAtMs }: EdgeVideo) => publishAtMs ?? createdAtMs;
