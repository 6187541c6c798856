import type { FC } from 'hono/jsx';
import type { QueuesReport } from '../../../shared/contracts/admin.ts';
import { useFormats, useSay } from '../visit.ts';
import { ButtonForm, DeskFrame } from './desk-frame.tsx';
import { QUEUES_PATH } from './paths.ts';

export type QueuesProps = { report: QueuesReport; nowMs: number; problem: string | null; notice: string | null };

const states = ['waiting', 'active', 'delayed', 'waiting_children', 'failed', 'completed'] as const;

export const QueuesPage: FC<QueuesProps> = ({ report, nowMs, problem, notice }) => {
  const say = useSay();
  const { number } = useFormats();
  return (
    <DeskFrame title={say('admin.queues')} place="queues" forRole="admin" script="admin.js" {...{ problem, notice }}>
      <div data-live>
        <section class="desk-scroll" aria-label={say('admin.queues')} tabindex={0}>
          <table class="desk-table">
            <thead>
              <tr>
                <th scope="col">{say('admin.queue')}</th>
                {states.map((state) => (
                  <th scope="col">{say(`admin.${state}`)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {report.queues.map((each) => (
                <tr>
                  <th scope="row">{each.queue}</th>
                  {states.map((state) => (
                    <td class="desk-number">{number(each[state])}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
        <Running jobs={report.active} nowMs={nowMs} />
      </div>
      <Failures jobs={report.failed} nowMs={nowMs} />
    </DeskFrame>
  );
};

const Running: FC<{ jobs: QueuesReport['active']; nowMs: number }> = ({ jobs, nowMs }) => {
  const say = useSay();
  const { age, percent } = useFormats();
  return (
    <section aria-labelledby="running">
      <h2 id="running">{say('admin.running')}</h2>
      {jobs.length === 0 ? <p class="quiet">{say('admin.nothing_runs')}</p> : null}
      <ul class="desk-list">
        {jobs.map((job) => (
          <li class="desk-row">
            <div>
              <p>
                <VideoLink id={job.video_id} /> · {job.stage}
              </p>
              <p class="quiet">{job.started_at === null ? '' : age(Date.parse(job.started_at), nowMs)}</p>
            </div>
            {job.progress === null ? null : (
              <p class="desk-progress">
                <progress max={100} value={job.progress} aria-label={say('admin.progress')} />{' '}
                {percent(job.progress / 100)}
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
};

const Failures: FC<{ jobs: QueuesReport['failed']; nowMs: number }> = ({ jobs, nowMs }) => {
  const say = useSay();
  const { age } = useFormats();
  return (
    <section aria-labelledby="failures">
      <h2 id="failures">{say('admin.failures')}</h2>
      {jobs.length === 0 ? <p class="quiet">{say('admin.nothing_failed')}</p> : null}
      <ul class="desk-list">
        {jobs.map((job) => (
          <li class="desk-row">
            <div>
              <p>
                <VideoLink id={job.video_id} /> · {job.stage}
              </p>
              <p class="desk-reason" dir="auto">
                {job.reason}
              </p>
              <p class="quiet">
                {say('admin.attempts')}: {job.attempts}
                {job.ended_at === null ? '' : ` · ${age(Date.parse(job.ended_at), nowMs)}`}
              </p>
            </div>
            {job.video_id === null ? null : (
              <div class="desk-buttons">
                <ButtonForm
                  action={`${QUEUES_PATH}/retry`}
                  fields={{ video_id: job.video_id }}
                  label={say('admin.retry_of', { video: job.video_id })}
                >
                  {say('admin.retry')}
                </ButtonForm>
                <ButtonForm
                  action={`${QUEUES_PATH}/drop`}
                  fields={{ video_id: job.video_id }}
                  label={say('admin.drop_of', { video: job.video_id })}
                >
                  {say('admin.drop')}
                </ButtonForm>
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
};

const VideoLink: FC<{ id: string | null }> = ({ id }) =>
  id === null ? (
    <span>–</span>
  ) : (
    <a class="in-text" href={`/watch/${id}`} dir="ltr">
      {id}
    </a>
  );
