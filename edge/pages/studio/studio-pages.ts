import { Hono } from 'hono';
import type { EdgeEnv } from '../../http/request-facts.ts';
import { captionPages } from './captions/captions-routes.tsx';
import { contentPages } from './content-routes.tsx';
import { channelPages } from './creator/channel-routes.tsx';
import { commentPages } from './creator/comment-routes.tsx';
import { keyPages } from './creator/keys-routes.tsx';
import { settingsPages } from './creator/settings-routes.tsx';
import type { StudioPageDeps } from './deps.ts';
import { uploadPages } from './upload-routes.tsx';
import { videoPages } from './video/video-routes.tsx';

/** Everything under /studio: what creators see of their own. */
export function studioPages(deps: StudioPageDeps): Hono<EdgeEnv> {
  const app = new Hono<EdgeEnv>();
  const all = [
    contentPages,
    uploadPages,
    videoPages,
    captionPages,
    commentPages,
    channelPages,
    keyPages,
    settingsPages,
  ];
  for (const pages of all) app.route('/', pages(deps));
  return app;
}
