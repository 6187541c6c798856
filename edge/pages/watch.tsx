import type { FC } from 'hono/jsx';
import type { Playback } from '../../shared/contracts/playback.ts';
import { formatViews } from '../../shared/format.ts';
import type { EdgeVideo } from '../metadata/store.ts';
import { assetPath } from './assets.ts';
import { CommentSection, type CommentsProps } from './comments.tsx';
import { formatDate } from './format.ts';
import { Layout } from './layout.tsx';
import { Player } from './player.tsx';
import { SubscribeButton } from './subscribe-button.tsx';
import { Avatar, type ListedVideo, VideoCard } from './video-card.tsx';
import { WatchActions } from './watch-actions.tsx';
import { PlayOn, ReportDialog, SaveDialog, ShareDialog } from './watch-dialogs.tsx';

export type WatchState =
  | { kind: 'player'; session: Playback; poster: string }
  | { kind: 'processing' }
  | { kind: 'failed' };

export type WatchProps = {
  video: EdgeVideo;
  state: WatchState;
  talk: Pick<CommentsProps, 'talk' | 'sort' | 'signedIn'>;
  more: ListedVideo[];
  nowMs: number;
  nonce: string;
};

export const WatchPage: FC<WatchProps> = ({ video, state, talk, more, nowMs, nonce }) => (
  <Layout
    title={`${video.title} · Kinora`}
    description={video.description.slice(0, 160) || `${video.title}, by ${video.channel.name}`}
    noIndex={state.kind !== 'player' || video.visibility !== 'public'}
    head={
      <>
        <StageHead state={state} nonce={nonce} />
        <link rel="stylesheet" href={assetPath('comments.css')} />
        <script type="module" src={assetPath('watch.js')} nonce={nonce} />
      </>
    }
  >
    <div class="watch" id="watch" data-video-id={video.videoId} data-signed-in={talk.signedIn ? '' : undefined}>
      <div class="watch-main">
        <div class="stage" style={stageStyle(video)}>
          {state.kind === 'player' ? (
            <Player videoId={video.videoId} title={video.title} poster={state.poster} session={state.session} />
          ) : state.kind === 'processing' ? (
            <Processing videoId={video.videoId} />
          ) : (
            <div class="stage-notice">
              <h2>This video could not be processed</h2>
              <p>{video.failureMessage ?? 'The uploaded file could not be turned into a video.'}</p>
            </div>
          )}
          <PlayOn />
        </div>
        <h1>{video.title}</h1>
        <div class="byline">
          <Avatar name={video.channel.name} handle={video.channel.handle} large />
          <div>
            <p class="channel-name">{video.channel.name}</p>
            <p class="quiet">@{video.channel.handle}</p>
          </div>
          <SubscribeButton channel={video.channel} />
          <WatchActions video={video} />
          <p class="chip" id="encoding" role="status" hidden />
          <p class="chip live" id="presence" role="status" hidden />
        </div>
        <section class="description" aria-label="About this video">
          <p class="facts">
            <span id="views">{formatViews(video.viewCount, 'full')}</span>
            <span aria-hidden="true"> · </span>
            <time datetime={new Date(video.createdAtMs).toISOString()}>
              {formatDate(video.publishAtMs ?? video.createdAtMs)}
            </time>
          </p>
          {video.description ? (
            <p class="description-text">{video.description}</p>
          ) : (
            <p class="quiet">No description.</p>
          )}
        </section>
        <ShareDialog title={video.title} />
        <SaveDialog />
        <ReportDialog />
        <CommentSection videoId={video.videoId} ownerId={video.ownerId} nowMs={nowMs} {...talk} />
      </div>
      {more.length === 0 ? null : (
        <aside class="watch-more" aria-label="More videos">
          <h2 class="section-title">More videos</h2>
          {more.map((item, index) => (
            <VideoCard item={item} nowMs={nowMs} eager={index < 6} compact />
          ))}
        </aside>
      )}
    </div>
  </Layout>
);

const StageHead: FC<{ state: WatchState; nonce: string }> = ({ state, nonce }) => {
  if (state.kind === 'failed') return null;
  const script = assetPath(state.kind === 'player' ? 'player.js' : 'processing.js');
  return (
    <>
      {state.kind === 'player' ? <link rel="preload" as="image" href={state.poster} fetchpriority="high" /> : null}
      <script type="module" src={script} nonce={nonce} />
      {state.kind === 'processing' ? (
        <noscript>
          <meta http-equiv="refresh" content="5" />
        </noscript>
      ) : null}
    </>
  );
};

const Processing: FC<{ videoId: string }> = ({ videoId }) => (
  <div class="stage-notice" id="processing" data-video-id={videoId}>
    <h2>Getting this video ready</h2>
    <progress max={100} aria-label="Progress" />
    <p class="quiet" id="processing-stage" role="status">
      It starts playing here as soon as the first quality is done.
    </p>
  </div>
);

/** The stage keeps the video's own shape, so that nothing jumps when the first frame arrives. */
export function stageStyle({ width, height }: { width: number | null; height: number | null }): string {
  return `--video-aspect:${width && height ? width / height : 16 / 9}`;
}
