import type { FC } from 'hono/jsx';
import type { Me } from '../../../shared/contracts/auth.ts';
import type { PastDecisions } from '../../../shared/contracts/moderation.ts';
import { DeskFrame, NextPage } from '../admin/desk-frame.tsx';
import { useFormats, useSay } from '../visit.ts';
import { DECISIONS_PATH } from './paths.ts';

type Past = PastDecisions['decisions'][number];

const wordsOf = {
  'comment.approved': 'moderation.past_comment_approved',
  'comment.rejected': 'moderation.past_comment_rejected',
  'video.taken_down': 'moderation.past_video_taken_down',
  'video.restored': 'moderation.past_video_restored',
} as const;

/** The audit trail: who decided what, newest first. */
export const DecisionsPage: FC<{ list: PastDecisions; role: Me['role']; nowMs: number }> = ({ list, role, nowMs }) => {
  const say = useSay();
  const { age } = useFormats();
  const title = say('moderation.decisions');
  return (
    <DeskFrame title={title} place="decisions" script="moderation.js" forRole={role}>
      {list.decisions.length === 0 ? <p class="quiet">{say('moderation.no_decisions')}</p> : null}
      {list.decisions.length === 0 ? null : (
        <section class="desk-scroll" aria-label={title} tabindex={0}>
          <table class="desk-table">
            <thead>
              <tr>
                {(['when', 'who', 'what', 'about'] as const).map((column) => (
                  <th scope="col">{say(`moderation.${column}`)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {list.decisions.map((past) => (
                <tr>
                  <td>
                    <time datetime={past.at}>{age(Date.parse(past.at), nowMs)}</time>
                  </td>
                  <td dir="auto">{past.by === null ? say('moderation.operator') : `@${past.by}`}</td>
                  <td>
                    {past.action === 'report.decided'
                      ? say(
                          past.decision === 'dismiss'
                            ? 'moderation.past_report_dismiss'
                            : 'moderation.past_report_resolve',
                        )
                      : say(wordsOf[past.action])}
                  </td>
                  <td dir="ltr">
                    <About of={past} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      <NextPage path={DECISIONS_PATH} cursor={list.next_cursor} />
    </DeskFrame>
  );
};

const About: FC<{ of: Past }> = ({ of }) =>
  of.object_kind === 'video' ? (
    <a class="in-text" href={`/watch/${of.object_id}`}>
      {of.object_id}
    </a>
  ) : (
    <span>{of.object_id}</span>
  );
