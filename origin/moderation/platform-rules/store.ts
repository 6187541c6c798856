import { desc } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import type { ModerationRules, ModerationRulesVersion } from '../../../shared/contracts/moderation.ts';
import { moderationRules } from '../../../shared/schema/index.ts';
import type { NoteAudit } from '../../audit/note-as.ts';
import { defaultRules } from '../default-rules.ts';

export type RuleStore = ReturnType<typeof createRuleStore>;

export function createRuleStore(db: Database) {
  return {
    async current(): Promise<ModerationRulesVersion> {
      const [row] = await db.select().from(moderationRules).orderBy(desc(moderationRules.version)).limit(1);
      return row ? { version: row.version, rules: row.rules } : { version: 0, rules: defaultRules };
    },

    async set(rules: ModerationRules, now: Date, note: NoteAudit): Promise<number> {
      return db.transaction(async (tx) => {
        const [added] = await tx
          .insert(moderationRules)
          .values({ rules, createdAt: now })
          .returning({ version: moderationRules.version });
        if (!added) throw new Error('an insert returned no row');
        const id = String(added.version);
        await note(tx, { action: 'moderation.rules_changed', object: { kind: 'rule', id } });
        return added.version;
      });
    },
  };
}
