import type { FC } from 'hono/jsx';
import { formatDuration } from '../../shared/format.ts';
import type { EdgeVideo } from '../metadata/store.ts';
import { isoDuration } from './format.ts';
import { useFormats, useSay } from './visit.ts';

/** A video together with its signed poster. */
export type ListedVideo = { video: EdgeVideo; poster: string };

export const VideoCard: FC<{ item: ListedVideo; nowMs: number; eager: boolean; compact?: boolean }> = ({
  item: { video, poster },
  nowMs,
  eager,
  compact,
}) => {
  const { age } = useFormats();
  return (
    <article class={compact ? 'card card-compact' : 'card'}>
      <div class="thumb">
        <img src={poster} alt="" width="640" height="360" loading={eager ? 'eager' : 'lazy'} decoding="async" />
        {video.durationSec === null ? null : (
          <time class="badge" datetime={isoDuration(video.durationSec)}>
            {formatDuration(video.durationSec)}
          </time>
        )}
      </div>
      <div class="card-body">
        {compact ? null : <Avatar name={video.channel.name} handle={video.channel.handle} />}
        <div class="card-text">
          <h3>
            <a href={`/watch/${video.videoId}`} title={video.title}>
              <bdi>{video.title}</bdi>
            </a>
          </h3>
          <p>
            <bdi>{video.channel.name}</bdi>
          </p>
          <p>
            <Views count={video.viewCount} /> · {age(video.publishAtMs ?? video.createdAtMs, nowMs)}
          </p>
        </div>
      </div>
    </article>
  );
};

/** `1.2K views`, or with `full` `1,234 views`. */
export const Views: FC<{ count: number; full?: boolean }> = ({ count, full }) => {
  const say = useSay();
  const { compact, number } = useFormats();
  return count === 0 ? say('common.no_views') : say('common.views', { count, shown: (full ? number : compact)(count) });
};

const HUES = 8;

/** A disc with the channel's initial; its colour is one of a few and always the same for a channel. */
export const Avatar: FC<{ name: string; handle: string; large?: boolean }> = ({ name, handle, large }) => {
  let sum = 0;
  for (const character of handle) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return (
    <span class={`avatar hue-${sum % HUES}${large ? ' avatar-large' : ''}`} aria-hidden="true">
      {[...(name || handle)][0]?.toUpperCase() ?? '?'}
    </span>
  );
};
