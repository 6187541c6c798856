import type { AuditingDeps } from '../audit/note-as.ts';
import type { AdminStore } from './store.ts';

export type AdminDeps = AuditingDeps & { store: AdminStore };
