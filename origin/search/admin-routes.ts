import { Hono } from 'hono';
import type { SearchIndexCheck, SearchIndexStatus } from '../../shared/contracts/search-admin.ts';
import { searchRulesSchema } from '../../shared/contracts/search-rules.ts';
import { operatorOf } from '../audit/actor-of.ts';
import type { AuditingDeps } from '../audit/note-as.ts';
import { noteAs } from '../audit/note-as.ts';
import type { AppEnv } from '../http/app-env.ts';
import { onlyInternal } from '../http/only-internal.ts';
import { validated } from '../http/validated.ts';
import type { PipelineDeps } from './pipeline/deps.ts';
import type { RulesStore } from './rules/store.ts';
import { DOCUMENT_FORMAT } from './search-document.ts';

const MAX_STRAYS = 1_000;

export type SearchAdminDeps = AuditingDeps & {
  pipelines: readonly PipelineDeps[];
  rules: RulesStore;
  internalKey: string;
};

/** For operators, on the inside alone. */
export function searchAdminRoutes({ pipelines, rules, internalKey, ...auditing }: SearchAdminDeps) {
  return new Hono<AppEnv>()
    .use('/internal/search/*', onlyInternal(internalKey))
    .get('/internal/search/status', async (c) => {
      const engines = await Promise.all(pipelines.map(statusOf));
      return c.json({ engines } satisfies SearchIndexStatus);
    })
    .get('/internal/search/check', async (c) => {
      const [first] = pipelines;
      const [missing, strays] = first
        ? await Promise.all([first.store.countMissingVideos(), first.store.strayDocuments(MAX_STRAYS)])
        : [0, []];
      return c.json({ missing_videos: missing, strays: strays.length } satisfies SearchIndexCheck);
    })
    .get('/internal/search/rules', async (c) => c.json(await rules.read()))
    .put('/internal/search/rules', validated('json', searchRulesSchema), async (c) => {
      await rules.replace(c.req.valid('json'), noteAs(auditing, operatorOf(c)), auditing.clock());
      return c.body(null, 204);
    })
    .post('/internal/search/rebuild', async (c) => {
      const note = noteAs(auditing, operatorOf(c));
      for (const { store } of pipelines) await store.askForRebuild(note);
      return c.body(null, 204);
    });
}

export async function statusOf({ store }: PipelineDeps): Promise<SearchIndexStatus['engines'][number]> {
  const [progress, head, documents] = await Promise.all([store.progress(), store.changeHead(), store.countDocuments()]);
  return {
    engine: store.engine,
    documents,
    changes_behind: head - (progress?.changeSeq ?? 0),
    is_rebuilding: progress?.format !== DOCUMENT_FORMAT,
  };
}
