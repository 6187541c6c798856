import type { FC } from 'hono/jsx';
import { languageInPath } from '../../../../shared/captions/language-in-path.ts';
import type { Caption } from '../../../../shared/contracts/captions.ts';
import type { Video } from '../../../../shared/contracts/videos.ts';
import { useSay } from '../../visit.ts';
import { StudioFrame } from '../frame.tsx';
import { StudioPlayer } from '../studio-player.tsx';
import { TextField } from '../video/part.tsx';
import { CueRowTemplate, CueToolsTemplate } from './cue-templates.tsx';

export type CaptionsPageProps = {
  video: Video;
  poster: string | undefined;
  /** Null where it has yet to be chosen. */
  language: Caption | null;
  /** Languages that there are captions in. */
  taken: readonly string[];
  /** What the field of the language said. */
  typed: string;
  text: string;
  problem: string | null;
  isSaved: boolean;
};

/** A text field with the WebVTT text, which the script turns into a list of captions beside the player. */
export const CaptionsPage: FC<CaptionsPageProps> = (props) => {
  const say = useSay();
  const { video, poster, language, taken, typed, text, problem, isSaved } = props;
  const title = language === null ? say('captions.title_new') : say('captions.title_of', { language: language.label });
  const durationMs = video.duration_sec === null ? '' : String(Math.round(video.duration_sec * 1000));
  return (
    <StudioFrame
      title={title}
      place="content"
      script="studio-captions.js"
      areas={['captions', 'errors']}
      problem={problem}
      notice={isSaved ? say('captions.saved') : null}
    >
      <p>
        <a class="in-text" href={`/studio/videos/${video.video_id}`}>
          {say('captions.back')}
        </a>{' '}
        <bdi class="quiet">{video.title}</bdi>
      </p>
      <div
        class="captions-page"
        id="captions-page"
        data-video-id={video.video_id}
        data-duration-ms={durationMs}
        data-language={language?.language}
        data-taken={taken.join(' ')}
      >
        <StudioPlayer videoId={video.video_id} poster={poster} />
        <form
          class="captions-form"
          method="post"
          action={`/studio/videos/${video.video_id}/captions/${language === null ? 'new' : languageInPath(language.language)}`}
          enctype="multipart/form-data"
          novalidate
        >
          {language === null ? (
            <TextField
              name="language"
              label={say('video.captions_language')}
              hint={say('video.language_hint')}
              value={typed}
              maxlength={35}
              required
              dir="ltr"
            />
          ) : null}
          <div data-as-text>
            <TextField
              name="text"
              label={say('captions.text')}
              hint={say('captions.text_hint')}
              value={text === '' ? 'WEBVTT\n\n' : text}
              rows={20}
              dir="ltr"
            />
          </div>
          <ol class="cues" data-cues aria-label={say('captions.list')} hidden />
          <p class="quiet" data-none hidden>
            {say('captions.none')}
          </p>
          <p class="studio-buttons captions-buttons">
            <button type="button" class="pill" data-add hidden>
              {say('captions.add')}
            </button>
            <button type="submit" class="button">
              {say('video.save')}
            </button>
            <span class="captions-news" role="status" data-news />
          </p>
        </form>
      </div>
      <CueRowTemplate />
      <CueToolsTemplate />
    </StudioFrame>
  );
};
