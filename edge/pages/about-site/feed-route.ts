import { Hono } from 'hono';
import type { EdgeEnv } from '../../http/request-facts.ts';
import { findChannel, HANDLE } from '../channel/find-channel.ts';
import { channelFeed } from './channel-feed.ts';
import { type AboutSiteDeps, SHARED_FOR_SEC } from './deps.ts';
import { sharingOf } from './shared-video.ts';
import { textAnswer } from './text-answer.ts';
import { feedAddress } from './video-addresses.ts';

/** `GET /@{handle}/feed.xml`: a channel's newest videos for feed readers. */
export function feedRoute({ answers, lists, publicUrl, now }: AboutSiteDeps): Hono<EdgeEnv> {
  return new Hono<EdgeEnv>().get(`/${HANDLE}/feed.xml`, async (c) => {
    const channel = await findChannel(c, answers, (handle) => feedAddress('', handle));
    if (channel instanceof Response) return channel;
    const query = { of: 'channel', channelId: channel.channel_id, order: 'newest' } as const;
    const { videos } = await lists.page(query, undefined, c.var.reads);
    const listed = videos.filter((video) => sharingOf(video, now()) === 'listed');
    return textAnswer(channelFeed(channel, listed, publicUrl), 'application/rss+xml', {
      'cache-control': `public, max-age=${SHARED_FOR_SEC}`,
    });
  });
}
