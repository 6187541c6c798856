import type { FC } from 'hono/jsx';
import type { UploadSummary } from '../../../shared/contracts/uploads.ts';
import { useFormats, useSay } from '../visit.ts';
import { GIVE_UP_PATH } from './paths.ts';

/** Uploads that an earlier visit, another browser or a program began. The file itself no browser keeps. */
export const UnfinishedUploads: FC<{ uploads: readonly UploadSummary[]; nowMs: number; accept: string }> = ({
  uploads,
  nowMs,
  accept,
}) => {
  const say = useSay();
  const { size, age, date } = useFormats();
  return (
    <section class="unfinished" id="unfinished" aria-labelledby="unfinished-heading">
      <h2 id="unfinished-heading">{say('upload.unfinished')}</h2>
      <p class="quiet">{say('upload.unfinished_text')}</p>
      <ul>
        {uploads.map(({ upload_id, video_id, filename, size_bytes, protocol, created_at, expires_at }) => (
          <li
            data-upload-id={upload_id}
            data-video-id={video_id}
            data-name={filename}
            data-size-bytes={String(size_bytes)}
          >
            <div>
              <strong dir="auto">{filename}</strong>
              <p class="quiet">
                {say('upload.unfinished_row', {
                  size: size(size_bytes),
                  age: age(Date.parse(created_at), nowMs),
                  date: date(Date.parse(expires_at)),
                })}
              </p>
              <p data-problem role="alert" hidden />
            </div>
            {/* One that a tus program began takes no parts. */}
            {protocol === 'tus' ? null : (
              <label class="pill needs-script">
                {say('upload.choose_again_short')}
                <input
                  type="file"
                  accept={accept}
                  class="visually-hidden"
                  aria-label={say('upload.choose_again', { name: filename })}
                />
              </label>
            )}
            <form method="post" action={GIVE_UP_PATH}>
              <input type="hidden" name="upload_id" value={upload_id} />
              <input type="hidden" name="video_id" value={video_id} />
              <button type="submit" class="pill" aria-label={say('upload.give_up', { name: filename })}>
                {say('upload.give_up_short')}
              </button>
            </form>
          </li>
        ))}
      </ul>
    </section>
  );
};
