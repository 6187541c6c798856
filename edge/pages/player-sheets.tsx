import type { FC } from 'hono/jsx';
import { type CaptionStyle, captionStyles, DEFAULT_CAPTION_STYLE } from '../../shared/player/caption-style.ts';
import { type PlayerKey, playerKeys } from '../../shared/player/player-keys.ts';
import { useSay } from './visit.ts';
import { Sheet } from './watch-dialogs.tsx';

/** What `?` shows: the keyboard map, from the same table that the player obeys. */
export const KeySheet: FC = () => {
  const say = useSay();
  const inPlayer = (key: PlayerKey) => (key.inPlayerOnly ? ` (${say('player.keys_in_player')})` : '');
  const shown = (key: PlayerKey) => key.shown ?? key.keys;
  return (
    <Sheet id="key-sheet" title={say('player.keys')}>
      <dl class="key-list">
        {playerKeys.map((key) => (
          <div>
            <dt>
              {shown(key).map((each) => (
                <kbd>{each}</kbd>
              ))}
            </dt>
            <dd>
              {say(`player.key_${key.command}`)}
              {inPlayer(key)}
            </dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input type="checkbox" name="page_keys" checked /> {say('player.page_keys')}
      </label>
    </Sheet>
  );
};

const parts = Object.keys(captionStyles) as (keyof CaptionStyle)[]; // a value's own keys

export const CaptionSheet: FC = () => {
  const say = useSay();
  return (
    <Sheet id="caption-sheet" title={say('player.caption_style')}>
      <p class="caption-sample">
        <span>{say('player.caption_sample')}</span>
      </p>
      <form class="caption-choices">
        {parts.map((part) => (
          <fieldset>
            <legend>{say(`player.caption_${part}`)}</legend>
            {captionStyles[part].map((choice) => (
              <label class="check">
                <input type="radio" name={part} value={choice} checked={DEFAULT_CAPTION_STYLE[part] === choice} />{' '}
                {say(`player.caption_${choice}`)}
              </label>
            ))}
          </fieldset>
        ))}
      </form>
    </Sheet>
  );
};
