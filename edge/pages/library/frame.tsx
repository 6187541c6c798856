import type { Child, FC } from 'hono/jsx';
import type { ListedVideo } from '../../../shared/contracts/listed-video.ts';
import { formatDuration, formatViews } from '../../../shared/format.ts';
import { assetPath } from '../assets.ts';
import { formatAge, isoDuration } from '../format.ts';
import { Icon } from '../icons.tsx';
import { Layout } from '../layout.tsx';

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
    head={
      <>
        {/* The forms say which page they are on, for browsers without Fetch Metadata. */}
        <meta name="referrer" content="strict-origin" />
        <script type="module" src={assetPath('library.js')} nonce={nonce} />
      </>
    }
  >
    <div class="library" id="library">
      <h1 tabindex={-1}>{title}</h1>
      {problem ? <p role="alert">{problem}</p> : null}
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

export const LibraryRow: FC<RowProps> = ({ video, poster, href, nowMs, watchedShare, children }) => (
  <li>
    {video === null ? (
      <p class="quiet">This video is not available.</p>
    ) : (
      <article class="card card-compact">
        <div class="thumb">
          {poster === undefined ? null : (
            <img src={poster} alt="" width="640" height="360" loading="lazy" decoding="async" />
          )}
          {video.duration_sec === null ? null : (
            <time class="badge" datetime={isoDuration(video.duration_sec)}>
              {formatDuration(video.duration_sec)}
            </time>
          )}
          {watchedShare === undefined ? null : (
            <progress class="watched" max={1} value={watchedShare} aria-label={`Watched of ${video.title}`} />
          )}
        </div>
        <div class="card-body">
          <div class="card-text">
            <h3>
              <a href={href}>{video.title}</a>
            </h3>
            <p>{video.channel.name}</p>
            <p>
              {formatViews(video.view_count)} · {formatAge(Date.parse(video.created_at), nowMs)}
            </p>
          </div>
        </div>
      </article>
    )}
    <div class="library-buttons">{children}</div>
  </li>
);

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

export const More: FC<{ path: string; cursor: string | null }> = ({ path, cursor }) =>
  cursor === null ? null : (
    <p class="library-tools">
      <a class="button button-quiet" href={`${path}?cursor=${encodeURIComponent(cursor)}`}>
        More
      </a>
    </p>
  );
