import type { FC } from 'hono/jsx';
import type { StorageUsage } from '../../../shared/contracts/storage-care.ts';
import type { UploadSummary } from '../../../shared/contracts/uploads.ts';
import { visibilities } from '../../../shared/contracts/video-words.ts';
import { useFormats, useSay, useSayParts } from '../visit.ts';
import { Choice } from './content-filters.tsx';
import { StudioFrame } from './frame.tsx';
import { UnfinishedUploads } from './unfinished-uploads.tsx';
import { UploadRowTemplate } from './upload-row.tsx';

/** Beside what browsers take for video and sound: containers whose types few systems know. */
const ACCEPTED = 'video/*,audio/*,.mkv,.ts,.m2ts,.mts,.mxf,.flv,.avi,.wmv,.mpg,.mov';

export type UploadPageProps = {
  storage: StorageUsage;
  unfinished: readonly UploadSummary[];
  publicOrigin: string;
  nowMs: number;
  problem: string | null;
};

export const UploadPage: FC<UploadPageProps> = ({ storage, unfinished, publicOrigin, nowMs, problem }) => {
  const say = useSay();
  const { size } = useFormats();
  const freeBytes = Math.max(0, storage.quota_bytes - storage.used_bytes);
  return (
    <StudioFrame
      title={say('studio.upload')}
      place="upload"
      script="studio-upload.js"
      areas={['encoding', 'upload']}
      problem={problem}
    >
      <section
        class="upload-drop needs-script"
        id="upload"
        data-max-bytes={String(storage.max_upload_bytes)}
        aria-label={say('studio.upload')}
      >
        <p class="upload-drop-words">{say('upload.drop_here')}</p>
        <label class="button upload-choose">
          {say('upload.choose_files')}
          <input type="file" multiple accept={ACCEPTED} class="visually-hidden" id="upload-files" />
        </label>
        <p class="quiet">{say('upload.limits', { size: size(storage.max_upload_bytes), left: size(freeBytes) })}</p>
        <div class="studio-fields">
          <Choice
            name="visibility"
            label={say('upload.visibility_of_new')}
            chosen="unlisted"
            options={visibilities.map((each) => ({ value: each, words: say(`upload.${each}`) }))}
          />
        </div>
      </section>
      <WithoutScript publicOrigin={publicOrigin} />
      <p class="visually-hidden" role="status" id="upload-news" />
      <ol class="uploads" id="uploads" aria-label={say('upload.uploads')} />
      <UploadRowTemplate />
      {unfinished.length === 0 ? null : <UnfinishedUploads uploads={unfinished} nowMs={nowMs} accept={ACCEPTED} />}
    </StudioFrame>
  );
};

const WithoutScript: FC<{ publicOrigin: string }> = ({ publicOrigin }) => {
  const say = useSay();
  const sayParts = useSayParts();
  const address = <code dir="ltr">{`${publicOrigin}/api/v1/tus`}</code>;
  return (
    <section class="upload-without">
      <p>{say('upload.needs_script')}</p>
      <p>{say('upload.without_script')}</p>
      <pre dir="ltr">
        <code>{`./kinora upload FILE --host ${publicOrigin}`}</code>
      </pre>
      <p>{sayParts('upload.without_script_tus', { address })}</p>
    </section>
  );
};
