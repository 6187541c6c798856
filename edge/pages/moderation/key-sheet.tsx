import type { FC } from 'hono/jsx';
import { moderationKeys } from '../../../shared/moderation-keys.ts';
import { useSay } from '../visit.ts';
import { Sheet } from '../watch-dialogs.tsx';

/** What `?` shows, and its button: nothing of it without a script. */
export const KeySheet: FC = () => {
  const say = useSay();
  return (
    <>
      <p class="desk-keys">
        <button type="button" class="button button-quiet" data-key-sheet hidden>
          {say('moderation.keys_hint')}
        </button>
      </p>
      <Sheet id="key-sheet" title={say('moderation.keys')}>
        <dl class="key-list">
          {moderationKeys.map(({ name, key }) => (
            <div>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{say(`moderation.key_${name}`)}</dd>
            </div>
          ))}
        </dl>
        <label class="check">
          <input type="checkbox" name="shortcuts" checked /> {say('moderation.keys_on')}
        </label>
      </Sheet>
    </>
  );
};
