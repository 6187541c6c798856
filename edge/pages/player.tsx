import type { FC } from 'hono/jsx';
import type { Playback } from '../../shared/contracts/playback.ts';

/**
 * The player's markup: media-chrome's elements around one <video>. Before the script has run they are
 * inert, and the page shows the poster.
 */
export const Player: FC<{ videoId: string; title: string; poster: string; session: Playback }> = (props) => (
  <div
    class="player"
    id="player"
    data-video-id={props.videoId}
    // The first session comes with the page, which spares a round trip before the first frame.
    data-session={JSON.stringify(props.session)}
  >
    <media-controller hotkeys="" aria-label={`Video player: ${props.title}`}>
      {/* biome-ignore lint/a11y/useMediaCaption: captions come from the manifest, through the player. */}
      <video slot="media" playsinline preload="none" poster={props.poster} />
      <media-loading-indicator slot="centered-chrome" noautohide />
      <media-play-button slot="centered-chrome" class="big-play" notooltip />
      <media-settings-menu hidden anchor="auto">
        <media-settings-menu-item>
          Quality
          <media-rendition-menu slot="submenu" hidden>
            <div slot="title">Quality</div>
          </media-rendition-menu>
        </media-settings-menu-item>
        <media-settings-menu-item>
          Speed
          <media-playback-rate-menu slot="submenu" hidden>
            <div slot="title">Speed</div>
          </media-playback-rate-menu>
        </media-settings-menu-item>
        <media-settings-menu-item class="audio-item" hidden>
          Audio
          <media-chrome-menu slot="submenu" hidden>
            <div slot="title">Audio</div>
          </media-chrome-menu>
        </media-settings-menu-item>
        <media-settings-menu-item class="captions-item">
          Captions
          <media-captions-menu slot="submenu" hidden>
            <div slot="title">Captions</div>
          </media-captions-menu>
        </media-settings-menu-item>
      </media-settings-menu>
      <div class="scrim" />
      <media-time-range />
      <media-control-bar>
        <media-play-button />
        <media-mute-button />
        <media-volume-range />
        <media-time-display showduration="" />
        <span class="spacer" />
        <media-captions-button />
        <media-settings-menu-button />
        <media-pip-button />
        <media-fullscreen-button />
      </media-control-bar>
    </media-controller>
    <div class="player-message" role="alert" hidden>
      <p />
      <button type="button">Try again</button>
    </div>
  </div>
);
