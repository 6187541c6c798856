import type { FC } from 'hono/jsx';
import type { OwnVideo } from '../../../shared/contracts/studio.ts';
import { formatDuration } from '../../../shared/format.ts';
import { isoDuration } from '../format.ts';
import { SmallPoster } from '../poster-image.tsx';
import { useFormats, useSay } from '../visit.ts';
import { UPLOAD_PATH } from './paths.ts';

/** The field that chooses a video; each has its own name, as a form's answer is read by name. */
export const chosenField = (videoId: string): string => `video.${videoId}`;

export const ContentRow: FC<{ video: OwnVideo; poster: string | undefined }> = ({ video, poster }) => {
  const say = useSay();
  const { number, date } = useFormats();
  const { video_id: id, title } = video;
  return (
    <tr data-video-id={id} data-status={video.status}>
      <td class="content-choose">
        <input type="checkbox" name={chosenField(id)} value="1" aria-label={say('studio.choose', { title })} />
      </td>
      <th scope="row">
        <div class="content-video">
          <span class="thumb">
            {poster === undefined ? null : <SmallPoster poster={poster} />}
            {video.duration_sec === null ? null : (
              <time class="badge" datetime={isoDuration(video.duration_sec)}>
                {formatDuration(video.duration_sec)}
              </time>
            )}
          </span>
          <span class="content-title">
            <a href={`/studio/videos/${id}`} dir="auto">
              {title}
            </a>
            {video.playable && video.taken_down === null ? (
              <a class="content-watch" href={`/watch/${id}`} aria-label={`${say('studio.watch')}: ${title}`}>
                {say('studio.watch')}
              </a>
            ) : null}
          </span>
        </div>
      </th>
      <td data-label={say('studio.visibility')}>
        {say(`studio.${video.visibility}`)}
        {video.publish_at === null ? null : (
          <small>{say('studio.scheduled', { date: date(Date.parse(video.publish_at)) })}</small>
        )}
      </td>
      <td data-label={say('studio.state')} class="content-state">
        <VideoState video={video} />
      </td>
      <td data-label={say('studio.column_date')}>
        <time datetime={video.created_at}>{date(Date.parse(video.created_at))}</time>
      </td>
      <td data-label={say('studio.column_views')}>{number(video.view_count)}</td>
      <td data-label={say('studio.column_comments')}>{number(video.comment_count)}</td>
      <td data-label={say('studio.column_likes')}>{number(video.like_count)}</td>
    </tr>
  );
};

/** In words, with what to do about it. Its script shows how far a video is that is being made. */
const VideoState: FC<{ video: OwnVideo }> = ({ video }) => {
  const say = useSay();
  const { percent } = useFormats();
  const { status, processing, error, taken_down } = video;
  if (taken_down !== null)
    return (
      <>
        <strong class="content-bad">{say('studio.taken_down')}</strong>
        {taken_down.reason === null ? null : <small dir="auto">{taken_down.reason}</small>}
      </>
    );
  if (status === 'uploading')
    return (
      <>
        {say('studio.status_uploading')}
        <small>
          <a class="in-text" href={UPLOAD_PATH}>
            {say('studio.go_on_uploading')}
          </a>
        </small>
      </>
    );
  if (status === 'processing') {
    const progress = processing?.progress ?? 0;
    const stage = say(`encoding.stage_${processing?.stage ?? 'queued'}`);
    return (
      <>
        {say('studio.status_processing')}
        <progress max={100} value={progress} aria-label={stage} />
        <small data-stage>{say('encoding.stage_progress', { stage, percent: percent(progress / 100) })}</small>
        {video.playable ? <small>{say('studio.playable_already')}</small> : null}
      </>
    );
  }
  if (status === 'failed')
    return (
      <>
        <strong class="content-bad">{say('studio.status_failed')}</strong>
        {error === null ? null : <small>{say(`encoding.failed_${error.code}`)}</small>}
      </>
    );
  return <>{say('studio.status_ready')}</>;
};
