import type { FC } from 'hono/jsx';
import type { Playback } from '../../shared/contracts/playback.ts';
import type { EdgeVideo } from '../metadata/store.ts';
import { assetPath } from './assets.ts';
import { Layout } from './layout.tsx';
import { Player } from './player.tsx';

/** Only the player, for a frame on another site. */
export const EmbedPage: FC<{ video: EdgeVideo; session: Playback; poster: string; nonce: string }> = ({
  video,
  session,
  poster,
  nonce,
}) => (
  <Layout
    title={video.title}
    noIndex
    bare
    head={
      <>
        <link rel="preload" as="image" href={poster} fetchpriority="high" />
        <script type="module" src={assetPath('player.js')} nonce={nonce} />
      </>
    }
  >
    <Player videoId={video.videoId} title={video.title} poster={poster} session={session} />
    <a class="embed-title" href={`/watch/${video.videoId}`} target="_blank" rel="noopener">
      {video.title}
    </a>
  </Layout>
);
