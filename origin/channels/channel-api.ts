import { Hono } from 'hono';
import type { Database } from '../../platform/database.ts';
import type { RecordAudit } from '../audit/record-audit.ts';
import type { AppEnv } from '../http/app-env.ts';
import type { VideoDeps } from '../videos/find-visible-video.ts';
import { channelAdminRoutes } from './admin-routes.ts';
import type { ChannelLimits } from './deps.ts';
import { channelMemberRoutes } from './members/routes.ts';
import { createMemberStore } from './members/store.ts';
import type { PictureDeps } from './pictures/put-picture.ts';
import { channelPictureRoutes } from './pictures/routes.ts';
import { channelRoutes } from './routes.ts';
import { createChannelStore } from './store.ts';
import { channelTransferRoutes } from './transfers/routes.ts';
import { createTransferStore } from './transfers/store.ts';

export type ChannelApiDeps = Omit<PictureDeps, 'store' | 'limits'> & {
  db: Database;
  recordAudit: RecordAudit;
  channelLimits: ChannelLimits;
  videos: VideoDeps;
  internalKey: string;
};

/** Everything under /channels, what of it is under /me, and what operators do with channels. */
export function channelApi(deps: ChannelApiDeps) {
  const { db, channelLimits: limits } = deps;
  const shared = { ...deps, limits, store: createChannelStore(db), members: createMemberStore(db) };
  const api = new Hono<AppEnv>()
    .route('/', channelRoutes(shared))
    .route('/', channelPictureRoutes(shared))
    .route('/', channelMemberRoutes(shared))
    .route('/', channelTransferRoutes({ ...shared, transfers: createTransferStore(db) }));
  return new Hono<AppEnv>().route('/api/v1', api).route('/', channelAdminRoutes(shared));
}
