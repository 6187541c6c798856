import type { FC } from 'hono/jsx';
import type { Me } from '../../../shared/contracts/auth.ts';
import type { HeldComments } from '../../../shared/contracts/moderation.ts';
import { ButtonForm, DeskFrame, NextPage } from '../admin/desk-frame.tsx';
import { useFormats, useSay } from '../visit.ts';
import { KeySheet } from './key-sheet.tsx';
import { HELD_PATH } from './paths.ts';
import { reasonWords } from './reason-words.ts';

export type HeldProps = {
  list: HeldComments;
  role: Me['role'];
  nowMs: number;
  problem: string | null;
  notice: string | null;
};

/** Comments that the rules held back, wherever they are. */
export const HeldPage: FC<HeldProps> = ({ list, role, nowMs, problem, notice }) => {
  const say = useSay();
  const { age } = useFormats();
  return (
    <DeskFrame
      title={say('moderation.held')}
      place="held"
      script="moderation.js"
      forRole={role}
      {...{ problem, notice }}
    >
      {list.comments.length === 0 ? (
        <section class="notice">
          <h2>{say('moderation.no_held_title')}</h2>
          <p class="quiet">{say('moderation.no_held_text')}</p>
        </section>
      ) : (
        <KeySheet />
      )}
      <ol class="desk-list" data-queue>
        {list.comments.map((comment) => (
          <li class="desk-row" tabindex={-1} aria-labelledby={`held-${comment.comment_id}`}>
            <div>
              <h2 id={`held-${comment.comment_id}`}>
                {say('moderation.comment_by', { name: `@${comment.author.username}` })}
              </h2>
              <blockquote class="desk-words" dir="auto">
                {comment.content}
              </blockquote>
              <p class="quiet">{say('moderation.written', { age: age(Date.parse(comment.created_at), nowMs) })}</p>
              <ul class="desk-reasons">
                {comment.reasons.map((reason) => (
                  <li class="chip">{reasonWords(reason, say)}</li>
                ))}
              </ul>
            </div>
            <div class="desk-buttons">
              {(
                [
                  ['approve', 'first'],
                  ['reject', 'second'],
                  ['block', 'third'],
                ] as const
              ).map(([decision, shortcut]) => (
                <ButtonForm
                  action={`${HELD_PATH}/${decision}`}
                  fields={{ comment_id: comment.comment_id }}
                  shortcut={shortcut}
                >
                  {say(`moderation.${decision}`)}
                </ButtonForm>
              ))}
              <a class="button button-quiet" href={`/watch/${comment.video_id}#comments`} data-shortcut="open">
                {say('moderation.see_in_place')}
              </a>
            </div>
          </li>
        ))}
      </ol>
      <NextPage path={HELD_PATH} cursor={list.next_cursor} />
    </DeskFrame>
  );
};
