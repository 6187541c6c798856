import { Hono } from 'hono';
import type { Database } from '../../platform/database.ts';
import type { RecordAudit } from '../audit/record-audit.ts';
import { createChannelStore } from '../channels/store.ts';
import type { CommentDeps } from '../comments/deps.ts';
import type { AppEnv } from '../http/app-env.ts';
import { createCaseStore } from '../reports/cases/store.ts';
import { reportRoutes } from '../reports/routes.ts';
import { createReportStore } from '../reports/store.ts';
import { channelRuleRoutes } from './channel/routes.ts';
import { createChannelRuleStore } from './channel/store.ts';
import type { CurrentRules } from './platform-rules/current-rules.ts';
import { ruleRoutes } from './platform-rules/routes.ts';
import { createRuleStore } from './platform-rules/store.ts';
import { queueRoutes } from './queue/routes.ts';
import { createQueueStore } from './queue/store.ts';

export type ModerationApiDeps = {
  db: Database;
  recordAudit: RecordAudit;
  internalKey: string;
  comments: CommentDeps;
  moderationRules: CurrentRules;
  clock: () => Date;
};

/** Looking after comments: a channel's rules, what waits, what is reported, and what operators set for all. */
export function moderationApi(deps: ModerationApiDeps) {
  const { db } = deps;
  const shared = {
    ...deps,
    channels: { store: createChannelStore(db) },
    channelRules: createChannelRuleStore(db),
    queue: createQueueStore(db),
  };
  const reporting = {
    ...shared,
    reports: createReportStore(db),
    cases: createCaseStore(db),
    rules: deps.moderationRules,
  };
  const api = new Hono<AppEnv>()
    .route('/', channelRuleRoutes(shared))
    .route('/', queueRoutes(shared))
    .route('/', reportRoutes(reporting));
  return new Hono<AppEnv>().route('/api/v1', api).route('/', ruleRoutes({ ...deps, rules: createRuleStore(db) }));
}
