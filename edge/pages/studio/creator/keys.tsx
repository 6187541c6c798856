import type { FC } from 'hono/jsx';
import type { ApiKey, ApiKeyScope } from '../../../../shared/contracts/api-keys.ts';
import type { Form } from '../../account/read-form.ts';
import { Icon } from '../../icons.tsx';
import { useFormats, useSay } from '../../visit.ts';
import { StudioFrame } from '../frame.tsx';
import { TextField } from '../video/part.tsx';

export const KEYS_PATH = '/studio/keys';

const scopeWords = {
  'account:read': 'creator.scope_account_read',
  'uploads:write': 'creator.scope_uploads_write',
  'videos:read': 'creator.scope_videos_read',
  'videos:write': 'creator.scope_videos_write',
  'channels:write': 'creator.scope_channels_write',
} as const satisfies Record<ApiKeyScope, string>;

export type KeysPageProps = {
  keys: readonly ApiKey[];
  /** Just made, and shown this once. */
  created: string | null;
  nowMs: number;
  problem: string | null;
  /** What was sent and refused, and the fields that were at fault. */
  form: Form;
  wrong: readonly string[];
};

export const KeysPage: FC<KeysPageProps> = ({ keys, created, nowMs, problem, form, wrong }) => {
  const say = useSay();
  return (
    <StudioFrame title={say('studio.keys')} place="keys" problem={problem}>
      <p class="quiet">{say('creator.keys_text')}</p>
      {created === null ? null : (
        <section class="done" role="status">
          <p>{say('creator.key_new')}</p>
          <pre dir="ltr">
            <code>{created}</code>
          </pre>
        </section>
      )}
      {keys.length === 0 ? <p>{say('creator.keys_none')}</p> : null}
      <ul class="studio-list studio-keys">
        {keys.map((key) => (
          <KeyRow key_={key} nowMs={nowMs} />
        ))}
      </ul>
      <form class="studio-part" method="post" action={KEYS_PATH}>
        <h2>{say('creator.key_make')}</h2>
        <TextField
          name="name"
          label={say('creator.key_name')}
          value={form.name ?? ''}
          maxlength={80}
          required
          wrong={wrong.includes('name')}
        />
        <fieldset class={wrong.includes('scopes') ? 'fieldset-wrong' : undefined}>
          <legend>{say('creator.key_scopes')}</legend>
          {Object.entries(scopeWords).map(([scope, words]) => (
            <label class="check">
              <input type="checkbox" name={`scope.${scope}`} value="1" checked={form[`scope.${scope}`] !== undefined} />{' '}
              {say(words)}
            </label>
          ))}
        </fieldset>
        <TextField
          name="expires_at"
          type="date"
          label={say('creator.key_expires')}
          hint={say('creator.key_expires_hint')}
          value={form.expires_at ?? ''}
          wrong={wrong.includes('expires_at')}
        />
        <p class="studio-buttons">
          <button type="submit" class="button">
            {say('creator.key_make')}
          </button>
        </p>
      </form>
    </StudioFrame>
  );
};

const KeyRow: FC<{ key_: ApiKey; nowMs: number }> = ({ key_, nowMs }) => {
  const say = useSay();
  const { age, date } = useFormats();
  const { key_id, name, scopes, last_used_at, expires_at } = key_;
  return (
    <li>
      <div>
        <strong dir="auto">{name}</strong>
        <p class="quiet">
          {last_used_at === null
            ? say('creator.key_unused')
            : say('creator.key_used', { age: age(Date.parse(last_used_at), nowMs) })}
          {expires_at === null ? '' : ` · ${say('creator.key_until', { date: date(Date.parse(expires_at)) })}`}
        </p>
        <ul class="studio-chips">
          {scopes.map((scope) => (
            <li class="chip">{say(scopeWords[scope])}</li>
          ))}
        </ul>
      </div>
      <form method="post" action={`${KEYS_PATH}/revoke`}>
        <input type="hidden" name="key_id" value={key_id} />
        <button type="submit" class="icon-button" aria-label={say('creator.key_revoke', { name })}>
          <Icon name="close" />
        </button>
      </form>
    </li>
  );
};
