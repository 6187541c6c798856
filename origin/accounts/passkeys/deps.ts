import type { LinkDeps } from '../links/deps.ts';
import type { PasskeyStore } from './store.ts';

export type PasskeyDeps = LinkDeps & { passkeys: PasskeyStore };
