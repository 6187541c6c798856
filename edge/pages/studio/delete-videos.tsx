import type { FC } from 'hono/jsx';
import type { Video } from '../../../shared/contracts/videos.ts';
import { useSay } from '../visit.ts';
import { chosenField } from './content-row.tsx';
import { StudioFrame } from './frame.tsx';
import { CHANGE_PATH } from './paths.ts';

/** Asks once more, with the names of what would be gone. */
export const DeleteVideosPage: FC<{ videos: readonly Pick<Video, 'video_id' | 'title'>[]; back: string }> = ({
  videos,
  back,
}) => {
  const say = useSay();
  const count = videos.length;
  return (
    <StudioFrame title={say('studio.delete_title', { count })} place="content">
      <ul class="delete-list">
        {videos.map(({ title }) => (
          <li dir="auto">{title}</li>
        ))}
      </ul>
      <p>{say('studio.delete_text')}</p>
      <form method="post" action={CHANGE_PATH} class="studio-fields">
        <input type="hidden" name="back" value={back} />
        <input type="hidden" name="confirmed" value="1" />
        {videos.map(({ video_id }) => (
          <input type="hidden" name={chosenField(video_id)} value="1" />
        ))}
        <button type="submit" class="pill pill-danger" name="action" value="delete">
          {say('studio.delete_confirm', { count })}
        </button>
        <a class="pill" href={back}>
          {say('studio.delete_cancel')}
        </a>
      </form>
    </StudioFrame>
  );
};
