import type { FC } from 'hono/jsx';
import type { Video } from '../../../../shared/contracts/videos.ts';
import { useSay } from '../../visit.ts';
import { Part, TextField } from './part.tsx';

/** What viewers read of the video. */
export const DetailsForm: FC<{ video: Video; wrong: readonly string[] }> = ({ video, wrong }) => {
  const say = useSay();
  const at = (name: string) => ({ name, wrong: wrong.some((each) => each.startsWith(name)) });
  return (
    <Part title={say('video.details')} action={`/studio/videos/${video.video_id}`}>
      <input type="hidden" name="part" value="details" />
      <TextField {...at('title')} label={say('video.title')} value={video.title} maxlength={200} required />
      <TextField
        {...at('description')}
        label={say('video.description')}
        hint={say('video.description_hint')}
        value={video.description}
        maxlength={10_000}
        rows={8}
      />
      <TextField
        {...at('tags')}
        label={say('video.tags')}
        hint={say('video.tags_hint')}
        value={video.tags.join(', ')}
      />
      <TextField {...at('category')} label={say('video.category')} value={video.category ?? ''} maxlength={50} />
      <TextField
        {...at('language')}
        label={say('video.language')}
        hint={say('video.language_hint')}
        value={video.language ?? ''}
        maxlength={35}
      />
      <p class="studio-buttons">
        <button type="submit" class="button">
          {say('video.save')}
        </button>
        {video.playable ? (
          <a class="pill" href={`/watch/${video.video_id}`}>
            {say('video.watch')}
          </a>
        ) : null}
      </p>
    </Part>
  );
};
