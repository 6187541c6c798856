import type { FC } from 'hono/jsx';
import type { Me } from '../../../shared/contracts/auth.ts';
import type { ReportCases } from '../../../shared/contracts/reports.ts';
import { ButtonForm, DeskFrame, Hidden, NextPage } from '../admin/desk-frame.tsx';
import { smallPosterOf } from '../poster-image.tsx';
import { useFormats, useSay } from '../visit.ts';
import { KeySheet } from './key-sheet.tsx';
import { REPORTS_PATH } from './paths.ts';

type Case = ReportCases['cases'][number];
export type ReportsProps = {
  list: ReportCases;
  posters: ReadonlyMap<string, string>;
  role: Me['role'];
  nowMs: number;
  problem: string | null;
  notice: string | null;
};

/** What is reported, each where it can be judged: its words, its picture, and what people hold against it. */
export const ReportsPage: FC<ReportsProps> = ({ list, posters, role, nowMs, problem, notice }) => {
  const say = useSay();
  return (
    <DeskFrame
      title={say('moderation.reports')}
      place="reports"
      script="moderation.js"
      forRole={role}
      {...{ problem, notice }}
    >
      {list.cases.length === 0 ? (
        <section class="notice">
          <h2>{say('moderation.no_reports_title')}</h2>
          <p class="quiet">{say('moderation.no_reports_text')}</p>
        </section>
      ) : (
        <KeySheet />
      )}
      <ol class="desk-list" data-queue>
        {list.cases.map((each) => (
          <CaseItem of={each} poster={each.video_id === null ? undefined : posters.get(each.video_id)} nowMs={nowMs} />
        ))}
      </ol>
      <NextPage path={REPORTS_PATH} cursor={list.next_cursor} />
    </DeskFrame>
  );
};

function placeOf({ object_kind, object_id, video_id, handle }: Case): string | null {
  if (handle !== null) return `/@${handle}`;
  if (video_id === null) return null;
  return object_kind === 'comment' ? `/watch/${video_id}#comment-${object_id}` : `/watch/${video_id}`;
}

const CaseItem: FC<{ of: Case; poster: string | undefined; nowMs: number }> = ({ of, poster, nowMs }) => {
  const say = useSay();
  const { age } = useFormats();
  const place = placeOf(of);
  const id = `case-${of.object_id}`;
  return (
    <li class="desk-row" tabindex={-1} aria-labelledby={id}>
      <div class="desk-thing">
        {poster === undefined ? null : (
          <img src={smallPosterOf(poster)} alt="" width="320" height="180" loading="lazy" />
        )}
        <div>
          <h2 id={id}>
            {of.author === null
              ? say('moderation.gone')
              : say(`moderation.${of.object_kind}_by`, { name: `@${of.author}` })}
            {of.is_withheld ? (
              <span class="desk-tag">
                {' '}
                {say(of.object_kind === 'video' ? 'moderation.withheld_video' : 'moderation.withheld_comment')}
              </span>
            ) : null}
          </h2>
          {of.excerpt === null ? null : (
            <blockquote class="desk-words" dir="auto">
              {of.excerpt}
            </blockquote>
          )}
          <p class="quiet">
            {say('moderation.report_count', { count: of.report_count })} ·{' '}
            {say('moderation.opened', { age: age(Date.parse(of.opened_at), nowMs) })}
          </p>
          <ul class="desk-reasons">
            {of.reasons.map(({ reason, count }) => (
              <li class="chip">{say('moderation.reason_count', { reason: say(`watch.reason_${reason}`), count })}</li>
            ))}
          </ul>
          {of.notes.length === 0 ? null : (
            <>
              <h3>{say('moderation.words')}</h3>
              <ul class="desk-notes">
                {of.notes.map((note) => (
                  <li dir="auto">{note}</li>
                ))}
              </ul>
            </>
          )}
        </div>
      </div>
      <Decisions of={of} place={place} />
    </li>
  );
};

const Decisions: FC<{ of: Case; place: string | null }> = ({ of, place }) => {
  const say = useSay();
  const fields = { object_kind: of.object_kind, object_id: of.object_id };
  return (
    <div class="desk-buttons">
      <ButtonForm action={`${REPORTS_PATH}/dismiss`} fields={fields} shortcut="first">
        {say('moderation.dismiss')}
      </ButtonForm>
      <ButtonForm action={`${REPORTS_PATH}/resolve`} fields={fields} shortcut="second">
        {say(of.object_kind === 'comment' ? 'moderation.resolve_comment' : 'moderation.resolve')}
      </ButtonForm>
      {of.object_kind === 'video' && of.excerpt !== null ? (
        of.is_withheld ? (
          <ButtonForm action={`${REPORTS_PATH}/restore`} fields={{ video_id: of.object_id }} shortcut="third">
            {say('moderation.give_back')}
          </ButtonForm>
        ) : (
          <TakeDown videoId={of.object_id} />
        )
      ) : null}
      {place === null ? null : (
        <a class="button button-quiet" href={place} data-shortcut="open">
          {say('moderation.see_in_place')}
        </a>
      )}
    </div>
  );
};

const TakeDown: FC<{ videoId: string }> = ({ videoId }) => {
  const say = useSay();
  return (
    <details class="desk-ask">
      <summary class="button button-quiet" data-shortcut="third">
        {say('moderation.take_down')}
      </summary>
      <form class="desk-card" method="post" action={`${REPORTS_PATH}/take-down`}>
        <Hidden fields={{ video_id: videoId }} />
        <p>{say('moderation.take_down_text')}</p>
        <label for={`reason-${videoId}`}>{say('moderation.take_down_reason')}</label>
        <textarea id={`reason-${videoId}`} name="reason" rows={3} maxlength={500} dir="auto" />
        <label class="check">
          <input type="checkbox" name="by_law" value="yes" /> {say('moderation.take_down_by_law')}
        </label>
        <button type="submit" class="button button-danger">
          {say('moderation.take_down_confirm')}
        </button>
      </form>
    </details>
  );
};
