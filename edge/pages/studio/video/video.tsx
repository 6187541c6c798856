import type { FC } from 'hono/jsx';
import type { Caption } from '../../../../shared/contracts/captions.ts';
import type { CommentPolicy } from '../../../../shared/contracts/comments.ts';
import type { Shares } from '../../../../shared/contracts/shares.ts';
import type { Video } from '../../../../shared/contracts/videos.ts';
import { useSay } from '../../visit.ts';
import { chosenField } from '../content-row.tsx';
import { StudioFrame } from '../frame.tsx';
import { CHANGE_PATH, CONTENT_PATH } from '../paths.ts';
import { AudienceForm, CommentsForm, ShareList } from './audience.tsx';
import { DetailsForm } from './details.tsx';
import { CaptionList, ThumbnailForm } from './pictures-and-captions.tsx';

export type VideoPageProps = {
  video: Video;
  captions: readonly Caption[];
  shares: Shares['shares'];
  /** Null while it cannot be read. */
  policy: CommentPolicy | null;
  poster: string | undefined;
  problem: string | null;
  /** Fields that the API found fault with. */
  wrong: readonly string[];
  notice: 'picture' | 'captions' | 'saved' | null;
};

const notices = { picture: 'thumbnail.saved', captions: 'video.captions_saved', saved: 'video.saved' } as const;

/** One video: every part of it is a form of its own, so that a mistake in one loses nothing of the others. */
export const VideoPage: FC<VideoPageProps> = (props) => {
  const say = useSay();
  const { video, captions, shares, policy, poster, problem, wrong, notice } = props;
  return (
    <StudioFrame
      title={video.title}
      place="content"
      script="studio-video.js"
      areas={['captions', 'errors', 'thumbnail']}
      problem={problem}
      notice={notice && say(notices[notice])}
    >
      <div class="video-page" id="video-page" data-video-id={video.video_id}>
        <div class="video-page-main">
          <DetailsForm video={video} wrong={wrong} />
          <AudienceForm video={video} wrong={wrong} />
          {video.visibility === 'private' ? <ShareList videoId={video.video_id} shares={shares} /> : null}
        </div>
        <div class="video-page-side">
          <ThumbnailForm video={video} poster={poster} />
          <CaptionList videoId={video.video_id} captions={captions} />
          {policy === null ? null : <CommentsForm videoId={video.video_id} policy={policy} />}
          <form method="post" action={CHANGE_PATH} class="studio-part">
            <h2>{say('video.danger')}</h2>
            <p class="quiet">{say('video.danger_text')}</p>
            <input type="hidden" name="back" value={CONTENT_PATH} />
            <input type="hidden" name={chosenField(video.video_id)} value="1" />
            <button type="submit" class="pill pill-danger" name="action" value="delete">
              {say('video.delete')}
            </button>
          </form>
        </div>
      </div>
    </StudioFrame>
  );
};
