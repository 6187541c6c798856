import type { FC } from 'hono/jsx';
import type { Playback } from '../../shared/contracts/playback.ts';
import type { EdgeVideo } from '../metadata/store.ts';
import { assetPath } from './assets.ts';
import { Messages } from './messages.tsx';
import { Player } from './player.tsx';
import { useSay } from './visit.ts';
import { PlayOn } from './watch-dialogs.tsx';

export type WatchState =
  | { kind: 'player'; session: Playback; poster: string }
  | { kind: 'processing' }
  | { kind: 'failed' };

/** The player, or what takes its place. */
export const Stage: FC<{ video: EdgeVideo; state: WatchState }> = ({ video, state }) => (
  <div class="stage" style={stageStyle(video)}>
    {state.kind === 'player' ? (
      <Player video={video} poster={state.poster} session={state.session}>
        <PlayOn />
      </Player>
    ) : state.kind === 'processing' ? (
      <Processing videoId={video.videoId} />
    ) : (
      <Failed message={video.failureMessage} />
    )}
  </div>
);

/** What the stage needs before anything else on the page. */
export const StageHead: FC<{ state: WatchState; nonce: string }> = ({ state, nonce }) => {
  if (state.kind === 'failed') return null;
  const script = assetPath(state.kind === 'player' ? 'player.js' : 'processing.js');
  return (
    <>
      {state.kind === 'player' ? <link rel="preload" as="image" href={state.poster} fetchpriority="high" /> : null}
      <script type="module" src={script} nonce={nonce} />
      {state.kind === 'processing' ? (
        <noscript>
          <meta http-equiv="refresh" content="5" />
        </noscript>
      ) : null}
    </>
  );
};

const Processing: FC<{ videoId: string }> = ({ videoId }) => {
  const say = useSay();
  return (
    <div class="stage-notice" id="processing" data-video-id={videoId}>
      <h2>{say('processing.title')}</h2>
      <progress max={100} aria-label={say('processing.progress')} />
      <p class="quiet" id="processing-stage" role="status">
        {say('processing.soon')}
      </p>
      <Messages areas={['processing', 'encoding']} />
    </div>
  );
};

const Failed: FC<{ message: string | null }> = ({ message }) => {
  const say = useSay();
  return (
    <div class="stage-notice">
      <h2>{say('processing.failed_title')}</h2>
      <p dir="auto">{message ?? say('processing.failed_text')}</p>
    </div>
  );
};

/** The stage keeps the video's own shape, so that nothing jumps when the first frame arrives. */
function stageStyle({ width, height }: { width: number | null; height: number | null }): string {
  return `--video-aspect:${width && height ? width / height : 16 / 9}`;
}
