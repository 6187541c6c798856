import type { FC } from 'hono/jsx';
import { useSay } from '../visit.ts';

/**
 * The creator's own player: the browser's controls, so that the page weighs nothing before it is used. The rest is
 * fetched with the first press of its button.
 */
export const StudioPlayer: FC<{ videoId: string; poster: string | undefined }> = ({ videoId, poster }) => {
  const say = useSay();
  return (
    <div class="studio-player needs-script" data-player data-video-id={videoId}>
      {/* biome-ignore lint/a11y/useMediaCaption: it shows those that are being written. */}
      <video playsinline preload="none" poster={poster} aria-label={say('captions.player')} />
      <button type="button" class="button" data-play>
        {say('captions.play')}
      </button>
      <p role="alert" data-player-problem hidden />
    </div>
  );
};
