import type { FC } from 'hono/jsx';
import type { StorageUsage } from '../../../../shared/contracts/storage-care.ts';
import { useFormats, useSay } from '../../visit.ts';
import { StudioFrame } from '../frame.tsx';

export const STORAGE_PATH = '/studio/storage';

/** What one's files take up, and how much they may. */
export const StoragePage: FC<{ usage: StorageUsage }> = ({ usage }) => {
  const say = useSay();
  const { size } = useFormats();
  const ofBytes = (used: number, quota: number) => say('creator.used_of', { used: size(used), quota: size(quota) });
  return (
    <StudioFrame title={say('studio.storage')} place="storage">
      <div class="studio-meters">
        <Meter
          name="used"
          label={say('creator.used')}
          value={usage.used_bytes}
          max={usage.quota_bytes}
          words={ofBytes(usage.used_bytes, usage.quota_bytes)}
        />
        <Meter
          name="today"
          label={say('creator.today')}
          value={usage.used_today_bytes}
          max={usage.daily_quota_bytes}
          words={ofBytes(usage.used_today_bytes, usage.daily_quota_bytes)}
        />
        <Meter
          name="open"
          label={say('creator.open_uploads')}
          value={usage.open_uploads}
          max={usage.max_open_uploads}
          words={say('creator.uploads_of', { count: usage.open_uploads, most: usage.max_open_uploads })}
        />
      </div>
      <p class="quiet">{say('creator.largest', { size: size(usage.max_upload_bytes) })}</p>
    </StudioFrame>
  );
};

const Meter: FC<{ name: string; label: string; value: number; max: number; words: string }> = (props) => (
  <p>
    <span id={`meter-${props.name}`}>{props.label}</span>
    <strong>{props.words}</strong>
    <meter aria-labelledby={`meter-${props.name}`} value={props.value} max={props.max} high={props.max * 0.9} />
  </p>
);
