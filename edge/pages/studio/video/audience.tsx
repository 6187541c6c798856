import type { FC } from 'hono/jsx';
import { commentPolicies } from '../../../../shared/contracts/comment-words.ts';
import type { CommentPolicy } from '../../../../shared/contracts/comments.ts';
import type { Shares } from '../../../../shared/contracts/shares.ts';
import { visibilities } from '../../../../shared/contracts/video-words.ts';
import type { Video } from '../../../../shared/contracts/videos.ts';
import { Icon } from '../../icons.tsx';
import { useSay } from '../../visit.ts';
import { Choice } from '../content-filters.tsx';
import { timeField } from './change-in.ts';
import { Part, TextField } from './part.tsx';

/** Who sees the video, from when, and where. */
export const AudienceForm: FC<{ video: Video; wrong: readonly string[] }> = ({ video, wrong }) => {
  const say = useSay();
  const list = (name: 'geo_allow' | 'geo_deny' | 'embed_domains') => ({
    ...{ name, value: video[name].join(', '), dir: 'ltr' as const },
    ...{ label: say(`video.${name}`), hint: say(name === 'embed_domains' ? 'video.embed_hint' : 'video.geo_hint') },
    wrong: wrong.some((each) => each.startsWith(name)),
  });
  return (
    <Part title={say('video.who')} action={`/studio/videos/${video.video_id}`}>
      <input type="hidden" name="part" value="who" />
      <div class="studio-fields">
        <Choice
          name="visibility"
          label={say('video.visibility')}
          chosen={video.visibility}
          options={visibilities.map((each) => ({ value: each, words: say(`studio.${each}`) }))}
        />
      </div>
      <TextField
        name="publish_at"
        type="datetime-local"
        label={say('video.publish_at')}
        hint={say('video.publish_at_hint')}
        value={timeField(video.publish_at)}
        wrong={wrong.includes('publish_at')}
      />
      <label class="check">
        <input type="checkbox" name="age_restricted" value="1" checked={video.age_restricted} />{' '}
        {say('video.age_restricted')}
      </label>
      <TextField {...list('geo_allow')} />
      <TextField {...list('geo_deny')} />
      <TextField {...list('embed_domains')} />
      <p class="studio-buttons">
        <button type="submit" class="button">
          {say('video.save')}
        </button>
      </p>
    </Part>
  );
};

export const CommentsForm: FC<{ videoId: string; policy: CommentPolicy }> = ({ videoId, policy }) => {
  const say = useSay();
  return (
    <Part title={say('video.comments')} action={`/studio/videos/${videoId}/comments`}>
      <div class="studio-fields">
        <Choice
          name="policy"
          label={say('video.comments')}
          chosen={policy}
          options={commentPolicies.map((each) => ({ value: each, words: say(`video.comments_${each}`) }))}
        />
        <button type="submit" class="pill">
          {say('video.save')}
        </button>
      </div>
    </Part>
  );
};

/** People who may watch a private video. */
export const ShareList: FC<{ videoId: string; shares: Shares['shares'] }> = ({ videoId, shares }) => {
  const say = useSay();
  const action = `/studio/videos/${videoId}/shares`;
  return (
    <section class="studio-part" aria-labelledby="shares-title">
      <h2 id="shares-title">{say('video.shares')}</h2>
      {shares.length === 0 ? <p class="quiet">{say('video.nobody')}</p> : null}
      <ul class="studio-list">
        {shares.map(({ username }) => (
          <li>
            <a href={`/@${username}`}>@{username}</a>
            <form method="post" action={`${action}/remove`}>
              <input type="hidden" name="username" value={username} />
              <button type="submit" class="icon-button" aria-label={say('video.unshare', { username })}>
                <Icon name="close" />
              </button>
            </form>
          </li>
        ))}
      </ul>
      <form method="post" action={action}>
        <TextField name="username" label={say('video.share_with')} value="" maxlength={40} required dir="ltr" />
        <button type="submit" class="pill">
          {say('video.share')}
        </button>
      </form>
    </section>
  );
};
