import type { Child, FC } from 'hono/jsx';
import type { ListedVideo } from '../../../shared/contracts/listed-video.ts';
import { formatDuration } from '../../../shared/format.ts';
import { assetPath } from '../assets.ts';
import { isoDuration } from '../format.ts';
import { Icon } from '../icons.tsx';
import { Layout } from '../layout.tsx';
import { Outcome } from '../outcome.tsx';
import { SmallPoster } from '../poster-image.tsx';
import { Views } from '../video-card.tsx';
import { useFormats, useSay } from '../visit.ts';

/** The frame of a list of one's own. With a script its `quiet` forms change what is in `#library` alone. */
export const LibraryFrame: FC<{ title: string; problem: string | null; nonce: string; children?: Child }> = ({
  title,
  problem,
  nonce,
  children,
}) => (
  <Layout
    title={`${title} · Kinora`}
    noIndex
    head={<script type="module" src={assetPath('library.js')} nonce={nonce} />}
  >
    <div class="library" id="library">
      <h1 tabindex={-1}>
        <bdi>{title}</bdi>
      </h1>
      <Outcome problem={problem} />
      {children}
    </div>
  </Layout>
);

export type RowProps = {
  /** Null where the viewer may not see it (any more). */
  video: ListedVideo | null;
  poster: string | undefined;
  href: string;
  nowMs: number;
  /** How far somebody came, 0 to 1. */
  watchedShare?: number | undefined;
  /** What can be done with the row. */
  children?: Child;
};

export const LibraryRow: FC<RowProps> = ({ video, poster, href, nowMs, watchedShare, children }) => {
  const say = useSay();
  const { age } = useFormats();
  return (
    <li>
      {video === null ? (
        <p class="quiet">{say('library.gone')}</p>
      ) : (
        <article class="card card-compact">
          <div class="thumb">
            {poster === undefined ? null : <SmallPoster poster={poster} />}
            {video.duration_sec === null ? null : (
              <time class="badge" datetime={isoDuration(video.duration_sec)}>
                {formatDuration(video.duration_sec)}
              </time>
            )}
            {watchedShare === undefined ? null : (
              <progress
                class="watched"
                max={1}
                value={watchedShare}
                aria-label={say('library.watched_of', { title: video.title })}
              />
            )}
          </div>
          <div class="card-body">
            <div class="card-text">
              <h3>
                <a href={href}>
                  <bdi>{video.title}</bdi>
                </a>
              </h3>
              <p>
                <bdi>{video.channel.name}</bdi>
              </p>
              <p>
                <Views count={video.view_count} /> · {age(Date.parse(video.created_at), nowMs)}
              </p>
            </div>
          </div>
        </article>
      )}
      <div class="library-buttons">{children}</div>
    </li>
  );
};

export type ActionProps = {
  action: string;
  fields: Readonly<Record<string, string>>;
  icon: 'close' | 'up' | 'down';
  /** What it does, to which of the rows. */
  label: string;
  disabled?: boolean;
};

export const RowAction: FC<ActionProps> = ({ action, fields, icon, label, disabled }) => (
  <form method="post" action={action} data-quiet>
    {Object.entries(fields).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    <button type="submit" class="icon-button" aria-label={label} disabled={disabled}>
      <Icon name={icon} />
    </button>
  </form>
);

export const More: FC<{ path: string; cursor: string | null }> = ({ path, cursor }) => {
  const say = useSay();
  return cursor === null ? null : (
    <p class="library-tools">
      <a class="button button-quiet" href={`${path}?cursor=${encodeURIComponent(cursor)}`}>
        {say('common.more')}
      </a>
    </p>
  );
};
