import type { FC } from 'hono/jsx';
import { avatarPath } from '../../shared/media/channel-pictures.ts';
import type { EdgeVideo } from '../metadata/store.ts';
import type { Sharing } from './about-site/shared-video.ts';
import { VideoHead } from './about-site/video-head.tsx';
import { assetPath } from './assets.ts';
import { Reason } from './browse/frame.tsx';
import { CommentSection, type CommentsProps } from './comments.tsx';
import { Layout } from './layout.tsx';
import { Messages } from './messages.tsx';
import { WideStage } from './player.tsx';
import type { RelatedVideo } from './related-videos.ts';
import { SubscribeButton } from './subscribe-button.tsx';
import { Avatar, VideoCard } from './video-card.tsx';
import { useSay } from './visit.ts';
import { WatchActions } from './watch-actions.tsx';
import { WatchDescription } from './watch-description.tsx';
import { ReportDialog, SaveDialog, ShareDialog } from './watch-dialogs.tsx';
import { Stage, StageHead, type WatchState } from './watch-stage.tsx';

export type WatchProps = {
  video: EdgeVideo;
  state: WatchState;
  talk: Pick<CommentsProps, 'talk' | 'sort' | 'signedIn'>;
  more: readonly RelatedVideo[];
  sharing: Sharing;
  publicUrl: string;
  nowMs: number;
  nonce: string;
};

const EAGER_VIDEOS = 6;

export const WatchPage: FC<WatchProps> = ({ video, state, talk, more, nowMs, nonce, ...page }) => {
  const say = useSay();
  const { title, channel } = video;
  const description = video.description.slice(0, 160) || say('watch.by', { title, channel: channel.name });
  return (
    <Layout
      title={`${title} · Kinora`}
      description={description}
      noIndex={state.kind !== 'player' || video.visibility !== 'public'}
      head={
        <>
          <StageHead state={state} nonce={nonce} />
          <VideoHead video={video} sharing={page.sharing} publicUrl={page.publicUrl} description={description} />
          <link rel="stylesheet" href={assetPath('comments.css')} />
          <script type="module" src={assetPath('watch.js')} nonce={nonce} />
        </>
      }
    >
      <div
        // Said here and not found out by the style sheet: the column is laid out before the list beside it has arrived.
        class={more.length === 0 ? 'watch watch-alone' : 'watch'}
        id="watch"
        data-video-id={video.videoId}
        data-signed-in={talk.signedIn ? '' : undefined}
      >
        <WideStage />
        <div class="watch-main">
          <Stage video={video} state={state} />
          <h1>
            <bdi>{title}</bdi>
          </h1>
          <div class="byline">
            <Avatar name={channel.name} handle={channel.handle} picture={avatarPath(channel)} large />
            <div>
              <p class="channel-name">
                <a href={`/@${channel.handle}`}>
                  <bdi>{channel.name}</bdi>
                </a>
              </p>
              <p class="quiet">
                <bdi>@{channel.handle}</bdi>
              </p>
            </div>
            <SubscribeButton channel={channel} />
            <WatchActions video={video} />
            <p class="chip" id="encoding" role="status" hidden />
          </div>
          <WatchDescription video={video} />
          <ShareDialog title={title} />
          <SaveDialog />
          <ReportDialog />
          <CommentSection videoId={video.videoId} ownerId={video.ownerId} nowMs={nowMs} {...talk} />
          <Messages areas={['common', 'watch', 'comments']} />
        </div>
        {more.length === 0 ? null : (
          <aside class="watch-more" aria-label={say('watch.more_videos')}>
            <h2 class="section-title">{say('watch.more_videos')}</h2>
            {more.map((item, index) => (
              <VideoCard
                item={item}
                nowMs={nowMs}
                eager={index < EAGER_VIDEOS}
                note={<Reason text={item.reason && say(`watch.because_${item.reason}`)} />}
                compact
              />
            ))}
          </aside>
        )}
      </div>
    </Layout>
  );
};
