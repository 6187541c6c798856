import type { AuditActorKind } from '../../shared/contracts/audit.ts';

/** On whose behalf something privileged is done. */
export type AuditActor = {
  kind: AuditActorKind;
  /** `null` for operators and the system. */
  userId: string | null;
  requestId: string | null;
  /** As the edge tells it; the log keeps a keyed hash. */
  address: string | null;
};

/** What is due by itself. */
export const systemActor: AuditActor = { kind: 'system', userId: null, requestId: null, address: null };
