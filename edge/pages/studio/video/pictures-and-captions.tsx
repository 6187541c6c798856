import type { FC } from 'hono/jsx';
import { languageInPath } from '../../../../shared/captions/language-in-path.ts';
import type { Caption } from '../../../../shared/contracts/captions.ts';
import type { Video } from '../../../../shared/contracts/videos.ts';
import { Icon } from '../../icons.tsx';
import { SmallPoster } from '../../poster-image.tsx';
import { useSay } from '../../visit.ts';
import { StudioPlayer } from '../studio-player.tsx';
import { Part, TextField } from './part.tsx';

/** The picture that stands for the video. A script adds that a frame of the video can be taken. */
export const ThumbnailForm: FC<{ video: Video; poster: string | undefined }> = ({ video, poster }) => {
  const say = useSay();
  const action = `/studio/videos/${video.video_id}/thumbnail`;
  return (
    <section class="studio-part" aria-labelledby="thumbnail-title" id="thumbnail">
      <h2 id="thumbnail-title">{say('video.thumbnail')}</h2>
      <div class="thumb">{poster === undefined ? null : <SmallPoster poster={poster} />}</div>
      {video.playable ? <FrameChoice video={video} poster={poster} /> : null}
      <form method="post" action={action} enctype="multipart/form-data">
        <label class="file-field">
          <span>{say('video.thumbnail_file')}</span>
          <input type="file" name="file" accept="image/jpeg,image/png,image/webp,image/avif" required />
        </label>
        <button type="submit" class="pill">
          {say('video.thumbnail_set')}
        </button>
      </form>
      <form method="post" action={`${action}/remove`}>
        <button type="submit" class="pill">
          {say('video.thumbnail_remove')}
        </button>
      </form>
    </section>
  );
};

/** Any frame of the video: where it is, the player says. */
const FrameChoice: FC<{ video: Video; poster: string | undefined }> = ({ video, poster }) => {
  const say = useSay();
  return (
    <details class="frame-choice needs-script" data-frame-choice>
      <summary>{say('video.thumbnail_choose')}</summary>
      <StudioPlayer videoId={video.video_id} poster={poster} />
      <button type="button" class="pill" data-take-frame>
        {say('video.thumbnail_frame')}
      </button>
      <p role="status" data-frame-news />
    </details>
  );
};

export const CaptionList: FC<{ videoId: string; captions: readonly Caption[] }> = ({ videoId, captions }) => {
  const say = useSay();
  const action = `/studio/videos/${videoId}/captions`;
  return (
    <section class="studio-part" aria-labelledby="captions-title" id="captions">
      <h2 id="captions-title">{say('video.captions')}</h2>
      {captions.length === 0 ? <p class="quiet">{say('video.captions_none')}</p> : null}
      <ul class="studio-list">
        {captions.map(({ language, label, source }) => (
          <li>
            <a
              class="in-text"
              href={`${action}/${languageInPath(language)}`}
              aria-label={say('video.captions_edit', { language: label })}
            >
              <bdi>{label}</bdi>
            </a>
            {source === 'original' ? <small class="quiet">{say('video.captions_original')}</small> : null}
            <form method="post" action={`${action}/remove`}>
              <input type="hidden" name="language" value={language} />
              <button type="submit" class="icon-button" aria-label={say('video.captions_remove', { language: label })}>
                <Icon name="close" />
              </button>
            </form>
          </li>
        ))}
      </ul>
      <p>
        <a class="pill" href={`${action}/new`}>
          {say('video.captions_write')}
        </a>
      </p>
      <Part title={say('video.captions_add')} action={action} file>
        <TextField
          name="language"
          id="captions-language"
          label={say('video.captions_language')}
          hint={say('video.language_hint')}
          value=""
          maxlength={35}
          required
          dir="ltr"
        />
        <label class="file-field">
          <span>{say('video.captions_file')}</span>
          <input type="file" name="file" accept=".vtt,.srt,text/vtt" required />
        </label>
        <button type="submit" class="pill">
          {say('video.captions_add')}
        </button>
      </Part>
    </section>
  );
};
