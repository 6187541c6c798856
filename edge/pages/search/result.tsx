import type { FC } from 'hono/jsx';
import type { Highlighted, SearchResult } from '../../../shared/contracts/search.ts';
import { ChannelPicture } from '../channel/channel-picture.tsx';
import { Icon } from '../icons.tsx';
import { type ListedVideo, VideoCard } from '../video-card.tsx';
import { useFormats, useSay } from '../visit.ts';

export type ResultProps = {
  result: SearchResult;
  items: ReadonlyMap<string, ListedVideo>;
  nowMs: number;
  eager: boolean;
};

/** One hit. A video that the reader may not see here is left out. */
export const Result: FC<ResultProps> = ({ result: { video, channel, playlist, highlights }, items, nowMs, eager }) => {
  if (channel) return <ChannelResult channel={channel} title={highlights.title} />;
  if (playlist) return <PlaylistResult playlist={playlist} title={highlights.title} />;
  const item = video && items.get(video.video_id);
  if (!item) return null;
  return (
    <VideoCard item={item} nowMs={nowMs} eager={eager} compact note={<Snippet text={highlights.description} />}>
      <Marked text={highlights.title} />
    </VideoCard>
  );
};

const ChannelResult: FC<{ channel: NonNullable<SearchResult['channel']>; title: Highlighted }> = ({
  channel,
  title,
}) => {
  const say = useSay();
  const { compact } = useFormats();
  const count = channel.subscriber_count;
  return (
    <article class="card card-compact result-channel" data-channel-id={channel.channel_id}>
      <ChannelPicture channel={channel} />
      <div class="card-text">
        <h3>
          <a href={`/@${channel.handle}`} dir="auto">
            <Marked text={title} />
          </a>
        </h3>
        <p>
          {say('search.channel')} · <bdi>@{channel.handle}</bdi> ·{' '}
          {say('channel.subscribers', { count, shown: compact(count) })}
        </p>
        <p class="result-text">
          <bdi>{channel.description}</bdi>
        </p>
      </div>
    </article>
  );
};

const PlaylistResult: FC<{ playlist: NonNullable<SearchResult['playlist']>; title: Highlighted }> = ({
  playlist,
  title,
}) => {
  const say = useSay();
  const { compact } = useFormats();
  const count = playlist.item_count;
  return (
    <article class="card card-compact">
      <div class="thumb thumb-playlist">
        <Icon name="playlists" />
      </div>
      <div class="card-text">
        <h3>
          <a href={`/playlist/${playlist.playlist_id}`} dir="auto">
            <Marked text={title} />
          </a>
        </h3>
        <p>
          {say('search.playlist')} · {say('channel.videos', { count, shown: compact(count) })}
        </p>
        <p class="result-text">
          <bdi>{playlist.description}</bdi>
        </p>
      </div>
    </article>
  );
};

const Snippet: FC<{ text: Highlighted }> = ({ text }) =>
  text.length === 0 ? null : (
    <p class="result-text">
      <bdi>
        <Marked text={text} />
      </bdi>
    </p>
  );

const Marked: FC<{ text: Highlighted }> = ({ text }) => (
  <>{text.map((piece) => (piece.match ? <mark>{piece.text}</mark> : piece.text))}</>
);
