import type { Say } from '../../../shared/messages/catalogue.ts';
import { en } from '../../../shared/messages/en/index.ts';

type ReasonKey = Extract<keyof typeof en.moderation, `held_${string}`>;

const isKnown = (key: string): key is ReasonKey => Object.hasOwn(en.moderation, key);

/** Why a comment is held. New reasons may come: they are shown by their code until they have words. */
export function reasonWords(reason: string, say: Say): string {
  const key = `held_${reason}`;
  return isKnown(key) ? say(`moderation.${key}`) : reason;
}
