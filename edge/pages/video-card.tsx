import type { Child, FC } from 'hono/jsx';
import { formatDuration } from '../../shared/format.ts';
import { avatarPath } from '../../shared/media/channel-pictures.ts';
import type { EdgeVideo } from '../metadata/store.ts';
import { isoDuration } from './format.ts';
import { posterSources, smallPosterOf } from './poster-image.tsx';
import { useFormats, useSay } from './visit.ts';

/** A video with what a card shows of it. */
export type ListedVideo = {
  video: EdgeVideo;
  /** Signed. */
  poster: string;
  /** Signed path of its storyboard, which a script plays; null where there is none. */
  storyboard?: string | null;
  /** How far whoever looks came, 0 to 1; null where they did not begin. */
  watchedShare?: number | null;
};

export type VideoCardProps = {
  item: ListedVideo;
  nowMs: number;
  /** On the first screen: its picture is not put off. */
  eager: boolean;
  /** The largest picture on the first screen, before all others. */
  first?: boolean;
  /** Beside its picture instead of below it. */
  compact?: boolean;
  /** On the channel's own page it need not be said whose it is. */
  hidesChannel?: boolean;
  /** Why it is shown. */
  note?: Child;
  /** The title, where it is more than text. */
  children?: Child;
};

export const VideoCard: FC<VideoCardProps> = ({ item, nowMs, eager, compact, ...more }) => {
  const { video, poster, storyboard, watchedShare } = item;
  const { age } = useFormats();
  return (
    <article class={compact ? 'card card-compact' : 'card'}>
      <div class="thumb" data-storyboard={storyboard ?? undefined}>
        <img
          alt=""
          width="640"
          height="360"
          loading={eager ? 'eager' : 'lazy'}
          fetchpriority={more.first ? 'high' : undefined}
          decoding="async"
          {...(compact ? {} : posterSources(poster))}
          src={smallPosterOf(poster)}
        />
        {video.durationSec === null ? null : (
          <time class="badge" datetime={isoDuration(video.durationSec)}>
            {formatDuration(video.durationSec)}
          </time>
        )}
        {watchedShare ? <WatchedBar share={watchedShare} /> : null}
      </div>
      <div class="card-body">
        {compact || more.hidesChannel ? null : (
          <Avatar name={video.channel.name} handle={video.channel.handle} picture={avatarPath(video.channel)} />
        )}
        <div class="card-text">
          <h3>
            <a href={`/watch/${video.videoId}`} title={video.title} dir="auto">
              {more.children ?? video.title}
            </a>
          </h3>
          {more.hidesChannel ? null : (
            <p>
              <bdi>{video.channel.name}</bdi>
            </p>
          )}
          <p>
            <Views count={video.viewCount} /> · {age(video.publishAtMs ?? video.createdAtMs, nowMs)}
          </p>
          {more.note}
        </div>
      </div>
    </article>
  );
};

const WatchedBar: FC<{ share: number }> = ({ share }) => {
  const label = useSay()('browse.watched', { share: useFormats().percent(share) });
  return <progress class="watched" max={1} value={share} aria-label={label} />;
};

/** `1.2K views`, or with `full` `1,234 views`. */
export const Views: FC<{ count: number; full?: boolean }> = ({ count, full }) => {
  const say = useSay();
  const { compact, number } = useFormats();
  return count === 0 ? say('common.no_views') : say('common.views', { count, shown: (full ? number : compact)(count) });
};

const HUES = 8;

export type AvatarProps = {
  name: string;
  handle: string;
  large?: boolean;
  /** Address of the channel's own picture. */
  picture?: string | null;
};

/** A channel's picture, else a disc with its initial; the colour is one of a few and always the same for a channel. */
export const Avatar: FC<AvatarProps> = ({ name, handle, large, picture }) => {
  const kind = large ? 'avatar avatar-large' : 'avatar';
  if (picture) return <img class={kind} src={picture} alt="" width="42" height="42" loading="lazy" decoding="async" />;
  let sum = 0;
  for (const character of handle) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return (
    <span class={`${kind} hue-${sum % HUES}`} aria-hidden="true">
      {[...(name || handle)][0]?.toUpperCase() ?? '?'}
    </span>
  );
};
