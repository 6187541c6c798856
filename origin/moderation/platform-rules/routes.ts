import { Hono } from 'hono';
import { checkTextSchema, moderationRulesSchema } from '../../../shared/contracts/moderation.ts';
import { operatorOf } from '../../audit/actor-of.ts';
import { type AuditingDeps, noteAs } from '../../audit/note-as.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { onlyInternal } from '../../http/only-internal.ts';
import { validated } from '../../http/validated.ts';
import { compileRules } from '../compile-rules.ts';
import { judgeComment } from '../judge-comment.ts';
import type { RuleStore } from './store.ts';

export type RuleRoutesDeps = AuditingDeps & { rules: RuleStore; internalKey: string };

const longAgoMs = 365 * 24 * 3_600_000;

/** For operators: what comments are judged by. */
export function ruleRoutes(deps: RuleRoutesDeps) {
  return new Hono<AppEnv>()
    .use('/internal/admin/moderation/*', onlyInternal(deps.internalKey))
    .get('/internal/admin/moderation/rules', async (c) => c.json(await deps.rules.current()))
    .put('/internal/admin/moderation/rules', validated('json', moderationRulesSchema), async (c) => {
      const rules = c.req.valid('json');
      const version = await deps.rules.set(rules, deps.clock(), noteAs(deps, operatorOf(c)));
      return c.json({ version, rules });
    })
    .post('/internal/admin/moderation/check', validated('json', checkTextSchema), async (c) => {
      const { rules } = await deps.rules.current();
      const { text: content } = c.req.valid('json');
      const byNobodyNew = { byTeam: false, accountAgeMs: longAgoMs, recentGists: [], othersAlike: 0 };
      const { state, score, findings } = judgeComment({ content, ...byNobodyNew }, compileRules(rules), null);
      return c.json({ state, score, findings });
    });
}
