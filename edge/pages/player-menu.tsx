import type { Child, FC } from 'hono/jsx';
import { locales } from '../../shared/messages/locales.ts';
import { useSay, useVisit } from './visit.ts';

/** The settings behind the wheel. */
export const PlayerMenu: FC = () => {
  const say = useSay();
  return (
    <media-settings-menu hidden anchor="auto">
      <Entry words={say('player.quality')}>
        <media-rendition-menu slot="submenu" hidden>
          <Title words={say('player.quality')} />
        </media-rendition-menu>
      </Entry>
      <Entry words={say('player.speed')}>
        <media-playback-rate-menu slot="submenu" hidden rates="0.25 0.5 0.75 1 1.25 1.5 1.75 2">
          <Title words={say('player.speed')} />
        </media-playback-rate-menu>
      </Entry>
      <Entry words={say('player.audio')} class="audio-item" hidden>
        <media-chrome-menu slot="submenu" hidden>
          <Title words={say('player.audio')} />
        </media-chrome-menu>
      </Entry>
      <Entry words={say('player.captions')} class="captions-item">
        <media-captions-menu slot="submenu" hidden>
          <Title words={say('player.captions')} />
        </media-captions-menu>
      </Entry>
      <Item words={say('player.caption_style')} class="captions-item caption-style-item" />
      <Item words={say('player.keys')} class="keys-item" />
      <Item words={say('player.loop')} class="loop-item" type="checkbox" />
      <Item words={say('player.plays_on')} class="plays-on-item" type="checkbox" />
    </media-settings-menu>
  );
};

/** Opens a menu of its own. */
const Entry: FC<{ words: string; class?: string; hidden?: boolean; children?: Child }> = ({
  words,
  children,
  ...attributes
}) => (
  <media-settings-menu-item {...attributes}>
    <Words>{words}</Words>
    {children}
  </media-settings-menu-item>
);

/** Is switched, or opens a sheet. */
const Item: FC<{ words: string; class: string; type?: 'checkbox' }> = ({ words, ...attributes }) => (
  <media-chrome-menu-item {...attributes}>
    <Words>{words}</Words>
  </media-chrome-menu-item>
);

const Title: FC<{ words: string }> = ({ words }) => (
  <div slot="title">
    <Words>{words}</Words>
  </div>
);

const Words: FC<{ children?: Child }> = ({ children }) => <span dir={locales[useVisit().locale].dir}>{children}</span>;
