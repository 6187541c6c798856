import type { EdgeVideo } from '../../metadata/store.ts';
import { isoDuration } from '../format.ts';
import { channelAddress, videoAddresses } from './video-addresses.ts';

/** A video in the words of https://schema.org/VideoObject, for search engines. */
export function videoLd(video: EdgeVideo, publicUrl: string): object {
  const { watch, embed, thumbnail } = videoAddresses(publicUrl, video.videoId);
  const counter = (action: 'WatchAction' | 'LikeAction', userInteractionCount: number) => ({
    '@type': 'InteractionCounter',
    interactionType: { '@type': action },
    userInteractionCount,
  });
  return {
    '@context': 'https://schema.org',
    '@type': 'VideoObject',
    name: video.title,
    description: video.description || video.title,
    url: watch,
    embedUrl: embed,
    thumbnailUrl: [thumbnail],
    uploadDate: new Date(video.publishAtMs ?? video.createdAtMs).toISOString(),
    ...(video.durationSec === null ? {} : { duration: isoDuration(video.durationSec) }),
    author: { '@type': 'Person', name: video.channel.name, url: channelAddress(publicUrl, video.channel.handle) },
    interactionStatistic: [counter('WatchAction', video.viewCount), counter('LikeAction', video.likeCount)],
    ...(video.language === null ? {} : { inLanguage: video.language }),
    ...(video.category === null ? {} : { genre: video.category }),
    ...(video.tags.length === 0 ? {} : { keywords: video.tags.join(', ') }),
    ...(video.geoAllow.length === 0 ? {} : { regionsAllowed: video.geoAllow.join(' ') }),
  };
}
