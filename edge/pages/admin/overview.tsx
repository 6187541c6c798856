import type { FC } from 'hono/jsx';
import type { HealthReport, ServiceHealth, StorageTotals } from '../../../shared/contracts/admin.ts';
import { useFormats, useSay } from '../visit.ts';
import { DeskFrame } from './desk-frame.tsx';

export type OverviewProps = { health: HealthReport; storage: StorageTotals };

const shownFigures = ['connected', 'changes_behind', 'asked_sec_ago', 'documents'] as const;

export const OverviewPage: FC<OverviewProps> = ({ health, storage }) => {
  const say = useSay();
  return (
    <DeskFrame title={say('admin.overview')} place="overview" forRole="admin" script="admin.js">
      <section aria-labelledby="services" data-live>
        <h2 id="services">{say('admin.services')}</h2>
        <ul class="desk-cards">
          {health.services.map((each) => (
            <ServiceCard {...each} />
          ))}
        </ul>
      </section>
      <Storage {...storage} />
    </DeskFrame>
  );
};

const ServiceCard: FC<ServiceHealth> = ({ service, state, latency_ms, figures }) => {
  const say = useSay();
  const answer =
    latency_ms === null ? say('admin.no_answer') : say('admin.answered_in', { ms: Math.round(latency_ms) });
  const shown = shownFigures.flatMap((name) => {
    const count = figures[name];
    return count === undefined ? [] : [say(`admin.${name}`, { count })];
  });
  return (
    <li class="desk-card">
      <h3>{say(`admin.service_${service}`)}</h3>
      <p class={`desk-state desk-${state}`}>{say(`admin.state_${state}`)}</p>
      <p class="quiet">{[answer, ...shown].join(' · ')}</p>
    </li>
  );
};

const Storage: FC<StorageTotals> = ({ videos, original_bytes, media_bytes, open_upload_bytes, measured_since }) => {
  const say = useSay();
  const { size, date } = useFormats();
  return (
    <section aria-labelledby="storage">
      <h2 id="storage">{say('admin.storage')}</h2>
      <dl class="desk-figures">
        {(
          [
            ['originals', measured_since === null ? null : original_bytes],
            ['media', measured_since === null ? null : media_bytes],
            ['under_way', open_upload_bytes],
          ] as const
        ).map(([name, bytes]) => (
          <div class="desk-card">
            <dt>{say(`admin.${name}`)}</dt>
            <dd>{bytes === null ? say('admin.unknown_size') : size(bytes)}</dd>
          </div>
        ))}
      </dl>
      <p class="quiet">
        {measured_since === null
          ? say('admin.not_measured')
          : `${say('admin.measured_videos', { count: videos })}. ${say('admin.measured_since', { date: date(Date.parse(measured_since)) })}`}
      </p>
    </section>
  );
};
