import { eq } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { type SearchRules, searchRulesSchema } from '../../../shared/contracts/search-rules.ts';
import { searchRules } from '../../../shared/schema/index.ts';
import type { NoteAudit } from '../../audit/note-as.ts';

export type RulesStore = ReturnType<typeof createRulesStore>;

const ONLY = 1;

export function createRulesStore(db: Database) {
  return {
    /** Without any rules while nobody has set some. */
    async read(): Promise<SearchRules> {
      const [row] = await db.select({ rules: searchRules.rules }).from(searchRules).where(eq(searchRules.id, ONLY));
      return row?.rules ?? searchRulesSchema.parse({});
    },

    async replace(rules: SearchRules, note: NoteAudit, now: Date): Promise<void> {
      const row = { rules, updatedAt: now };
      await db.transaction(async (tx) => {
        await tx
          .insert(searchRules)
          .values({ id: ONLY, ...row })
          .onConflictDoUpdate({ target: searchRules.id, set: row });
        await note(tx, {
          action: 'search.rules_changed',
          object: { kind: 'installation', id: 'installation' },
          detail: { synonyms: rules.synonyms.length, curated: rules.curated.length },
        });
      });
    },
  };
}
