import { type Context, Hono } from 'hono';
import type { EdgeEnv } from '../../http/request-facts.ts';
import type { BrowseDeps } from '../browse/deps.ts';
import { hrefWith } from '../browse/frame.tsx';
import { listOrders } from '../browse/store.ts';
import { page } from '../page.tsx';
import { ChannelAboutPage, ChannelPlaylistsPage, ChannelVideosPage } from './channel.tsx';
import { type ChannelTab, channelPath } from './channel-frame.tsx';
import { findChannel, HANDLE } from './find-channel.ts';

/** Everything a channel shows to everybody. */
export function channelPages({ answers, lists, show, readerOf, now }: BrowseDeps): Hono<EdgeEnv> {
  const find = (c: Context<EdgeEnv>, tab: ChannelTab) => findChannel(c, answers, (handle) => channelPath(handle, tab));

  return new Hono<EdgeEnv>()
    .get(`/${HANDLE}`, async (c) => {
      const channel = await find(c, 'videos');
      if (channel instanceof Response) return channel;
      const order = listOrders.find((each) => each === c.req.query('sort')) ?? 'newest';
      const query = { of: 'channel', channelId: channel.channel_id, order } as const;
      const { videos, nextCursor } = await lists.page(query, c.req.query('cursor'), c.var.reads);
      const props = {
        ...{ channel, order, items: await show(c, videos), reader: await readerOf(c), nowMs: now() },
        more:
          nextCursor === null
            ? null
            : hrefWith(channelPath(channel.handle), { sort: order === 'newest' ? null : order, cursor: nextCursor }),
      };
      return page(c, () => <ChannelVideosPage {...props} />);
    })
    .get(`/${HANDLE}/playlists`, async (c) => {
      const channel = await find(c, 'playlists');
      if (channel instanceof Response) return channel;
      const playlists = await lists.playlistsBeside(channel.channel_id, c.var.reads);
      const firsts = await lists.named(
        [...new Set(playlists.flatMap(({ firstVideoId }) => firstVideoId ?? []))],
        c.var.reads,
      );
      const posters = new Map((await show(c, firsts)).map(({ video, poster }) => [video.videoId, poster]));
      const props = { channel, playlists, posters, reader: await readerOf(c) };
      return page(c, () => <ChannelPlaylistsPage {...props} />);
    })
    .get(`/${HANDLE}/about`, async (c) => {
      const channel = await find(c, 'about');
      if (channel instanceof Response) return channel;
      const props = { channel, reader: await readerOf(c) };
      return page(c, () => <ChannelAboutPage {...props} />);
    });
}
