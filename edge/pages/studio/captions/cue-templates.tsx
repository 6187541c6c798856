import type { FC } from 'hono/jsx';
import { useSay } from '../../visit.ts';

/** One caption; the script says which is which. Times run from left to right in every language. */
export const CueRowTemplate: FC = () => (
  <template id="cue-row">
    <li class="cue">
      <div class="cue-times" dir="ltr">
        <input type="text" data-start autocomplete="off" spellcheck={false} />
        <input type="text" data-end autocomplete="off" spellcheck={false} />
      </div>
      <textarea rows={2} dir="auto" data-text />
      <p class="hint hint-wrong" data-problem hidden />
    </li>
  </template>
);

const tools = ['play_from', 'start_here', 'end_here', 'split', 'merge', 'add_after', 'remove'] as const;

/** What can be done with the caption that has the focus: it stands below that one, so that it is next by keyboard. */
export const CueToolsTemplate: FC = () => {
  const say = useSay();
  return (
    <template id="cue-tools">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend on the screen. */}
      <div class="cue-tools" role="group" aria-label={say('captions.tools')}>
        {tools.map((tool) => (
          <button type="button" class={tool === 'remove' ? 'pill pill-danger' : 'pill'} data-tool={tool}>
            {say(`captions.${tool}`)}
          </button>
        ))}
      </div>
    </template>
  );
};
