import type { FC } from 'hono/jsx';
import type { OwnChannel } from '../../../../shared/contracts/channels.ts';
import type { ChannelRules, HeldComments } from '../../../../shared/contracts/moderation.ts';
import { reasonWords } from '../../moderation/reason-words.ts';
import { useFormats, useSay } from '../../visit.ts';
import { StudioFrame } from '../frame.tsx';
import { Part, TextField } from '../video/part.tsx';
import { ChannelChoice } from './channel-choice.tsx';
import { forChannel, type OwnChannels } from './own-channel.ts';

export const COMMENTS_PATH = '/studio/comments';

export type CommentsPageProps = {
  channels: OwnChannels;
  /** Null without a channel. */
  held: HeldComments | null;
  /** Null for those who may decide and not set rules. */
  rules: ChannelRules | null;
  nowMs: number;
  problem: string | null;
  notice: 'decided' | 'decided_before' | 'saved' | null;
};

/** What waits below the own videos, and the rules by which it does. */
export const CommentsPage: FC<CommentsPageProps> = ({ channels, held, rules, nowMs, problem, notice }) => {
  const say = useSay();
  const { chosen } = channels;
  return (
    <StudioFrame
      title={say('studio.comments')}
      place="comments"
      problem={problem}
      notice={notice && say(`creator.${notice}`)}
    >
      <ChannelChoice path={COMMENTS_PATH} channels={channels} />
      {chosen === null || held === null ? (
        <p>{say('creator.no_channel')}</p>
      ) : (
        <>
          {held.comments.length === 0 ? <p class="studio-none">{say('creator.held_none')}</p> : null}
          <p class="quiet">{say('creator.held_text')}</p>
          <ol class="studio-list studio-held">
            {held.comments.map((comment) => (
              <HeldComment comment={comment} channel={chosen} nowMs={nowMs} />
            ))}
          </ol>
          {held.next_cursor === null ? null : (
            <p class="studio-pages">
              <a
                class="pill"
                rel="next"
                href={`${forChannel(COMMENTS_PATH, chosen)}&cursor=${encodeURIComponent(held.next_cursor)}`}
              >
                {say('studio.next_page')}
              </a>
            </p>
          )}
          {rules === null ? null : <RulesForm rules={rules} channel={chosen} />}
        </>
      )}
    </StudioFrame>
  );
};

const decisions = ['approve', 'reject', 'block'] as const;

const HeldComment: FC<{ comment: HeldComments['comments'][number]; channel: OwnChannel; nowMs: number }> = (props) => {
  const say = useSay();
  const { age } = useFormats();
  const { comment, channel, nowMs } = props;
  return (
    <li class="studio-part">
      <p>
        <strong>@{comment.author.username}</strong>{' '}
        <span class="quiet">{age(Date.parse(comment.created_at), nowMs)}</span>
      </p>
      <blockquote dir="auto">{comment.content}</blockquote>
      <ul class="studio-chips">
        {comment.reasons.map((reason) => (
          <li class="chip">{reasonWords(reason, say)}</li>
        ))}
      </ul>
      <form class="studio-buttons" method="post" action={forChannel(COMMENTS_PATH, channel)}>
        <input type="hidden" name="comment_id" value={comment.comment_id} />
        {decisions.map((decision) => (
          <button type="submit" class={decision === 'approve' ? 'button' : 'pill'} name="decision" value={decision}>
            {say(`moderation.${decision}`)}
          </button>
        ))}
        <a class="pill" href={`/watch/${comment.video_id}#comments`}>
          {say('moderation.see_in_place')}
        </a>
      </form>
    </li>
  );
};

const RulesForm: FC<{ rules: ChannelRules; channel: OwnChannel }> = ({ rules, channel }) => {
  const say = useSay();
  return (
    <Part title={say('creator.rules')} action={forChannel(`${COMMENTS_PATH}/rules`, channel)}>
      {(['hold_all', 'hold_links'] as const).map((name) => (
        <label class="check">
          <input type="checkbox" name={name} value="1" checked={rules[name]} /> {say(`creator.${name}`)}
        </label>
      ))}
      <TextField
        name="blocked_words"
        label={say('creator.blocked_words')}
        hint={say('creator.blocked_words_hint')}
        value={rules.blocked_words.join(', ')}
        rows={3}
      />
      <p class="studio-buttons">
        <button type="submit" class="button">
          {say('common.save')}
        </button>
      </p>
    </Part>
  );
};
