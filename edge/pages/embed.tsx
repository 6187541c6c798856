import type { FC } from 'hono/jsx';
import type { Playback } from '../../shared/contracts/playback.ts';
import type { EdgeVideo } from '../metadata/store.ts';
import { videoAddresses } from './about-site/video-addresses.ts';
import { assetPath } from './assets.ts';
import { Layout } from './layout.tsx';
import { Player } from './player.tsx';

export type EmbedProps = { video: EdgeVideo; session: Playback; poster: string; publicUrl: string; nonce: string };

/** Only the player, for a frame on another site. */
export const EmbedPage: FC<EmbedProps> = ({ video, session, poster, publicUrl, nonce }) => (
  <Layout
    title={video.title}
    noIndex
    bare
    head={
      <>
        <link rel="canonical" href={videoAddresses(publicUrl, video.videoId).watch} />
        <link rel="preload" as="image" href={poster} fetchpriority="high" />
        <script type="module" src={assetPath('player.js')} nonce={nonce} />
      </>
    }
  >
    <Player video={video} poster={poster} session={session} />
    <a class="embed-title" href={`/watch/${video.videoId}`} target="_blank" rel="noopener" dir="auto">
      {video.title}
    </a>
  </Layout>
);
