import { raw } from 'hono/html';
import type { Child, FC } from 'hono/jsx';
import type { Playback } from '../../shared/contracts/playback.ts';
import { DEFAULT_LOCALE } from '../../shared/messages/locales.ts';
import { chaptersVtt, parseChapters } from '../../shared/player/chapters.ts';
import { PLAYER_PREFERENCES_KEY } from '../../shared/player/preferences-key.ts';
import type { EdgeVideo } from '../metadata/store.ts';
import { Icon } from './icons.tsx';
import { Messages } from './messages.tsx';
import { PlayerMenu } from './player-menu.tsx';
import { CaptionSheet, KeySheet } from './player-sheets.tsx';
import { useSay, useVisit } from './visit.ts';

export type PlayerProps = {
  video: EdgeVideo;
  poster: string;
  session: Playback;
  /** What stands over the player at times, and fills the screen with it. */
  children?: Child;
};

/**
 * The player's markup: media-chrome's elements around one <video>. Before the script has run they are
 * inert, and the page shows the poster. Its controls run from left to right in every language, as time does on them.
 */
export const Player: FC<PlayerProps> = ({ video, poster, session, children }) => {
  const say = useSay();
  const { locale } = useVisit();
  const label = say('player.label', { title: video.title });
  return (
    <div
      class="player"
      id="player"
      data-video-id={video.videoId}
      data-label={label}
      // The first session comes with the page, which spares a round trip before the first frame.
      data-session={JSON.stringify(session)}
    >
      <media-controller dir="ltr" aria-label={label} nohotkeys novolumepref nomutedpref nosubtitleslangpref>
        {/* biome-ignore lint/a11y/useMediaCaption: captions come from the manifest, through the player. */}
        <video slot="media" playsinline preload="none" poster={poster}>
          <ChaptersTrack video={video} />
        </video>
        <media-loading-indicator slot="centered-chrome" noautohide />
        <media-play-button slot="centered-chrome" class="big-play" notooltip />
        <PlayerMenu />
        <div class="scrim" />
        <media-time-range />
        <media-control-bar>
          <media-play-button />
          <button type="button" class="player-button next-button" aria-label={say('player.next')} hidden>
            <Icon name="next" />
          </button>
          <media-mute-button />
          <media-volume-range />
          <media-time-display showduration notoggle />
          <button type="button" class="player-button chapter-now" dir="auto" hidden />
          <span class="spacer" />
          <media-captions-button />
          <media-settings-menu-button />
          <media-pip-button />
          <button
            type="button"
            class="player-button theatre-button"
            aria-label={say('player.theatre')}
            aria-pressed="false"
          >
            <Icon name="theatre" />
          </button>
          <media-fullscreen-button />
        </media-control-bar>
      </media-controller>
      <p class="player-said" role="status" />
      <div class="player-message" role="alert" hidden>
        <p />
        <button type="button">{say('common.try_again')}</button>
      </div>
      {children}
      <KeySheet />
      <CaptionSheet />
      <Messages areas={locale === DEFAULT_LOCALE ? ['player'] : ['player', 'controls']} />
    </div>
  );
};

const ChaptersTrack: FC<{ video: EdgeVideo }> = ({ video: { description, durationSec } }) => {
  const say = useSay();
  const chapters = durationSec === null ? [] : parseChapters(description, durationSec);
  if (durationSec === null || chapters.length === 0) return null;
  const src = `data:text/vtt;charset=utf-8,${encodeURIComponent(chaptersVtt(chapters, durationSec))}`;
  return <track kind="chapters" default src={src} label={say('player.chapters')} />;
};

const WIDEN = `try{if(JSON.parse(localStorage.getItem('${PLAYER_PREFERENCES_KEY}')).isTheatre)document.documentElement.dataset.theatre=''}catch{}`;

/** Before the stage, so that the page is laid out for the wide player at once where it was chosen before. */
export const WideStage: FC = () => <script nonce={useVisit().nonce}>{raw(WIDEN)}</script>;
