import type { ChangeStore } from '../changes/store.ts';
import type { AdminStore } from './store.ts';

export type AdminDeps = { store: AdminStore; changes: Pick<ChangeStore, 'note'>; clock: () => Date };
