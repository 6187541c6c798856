import { handleSchema, isReservedHandle } from '../../../shared/channel-handle.ts';
import type { Person } from './person.ts';

const maxLength = 30;
const suffixLength = 5;

/** Names to try for somebody's account, the nicest first; the last is as good as never taken. `random` gives digits. */
export function usernameCandidates(person: Person, random: (digits: number) => string): string[] {
  const [base] = [person.username, person.email?.split('@')[0] ?? null, person.name]
    .map((text) => (text === null ? '' : toHandle(text)))
    .filter((handle) => handleSchema.safeParse(handle).success && !isReservedHandle(handle));
  const numbered =
    base === undefined ? [] : [1, 2].map(() => `${base.slice(0, maxLength - suffixLength)}${random(suffixLength)}`);
  return [...(base === undefined ? [] : [base]), ...numbered, `user_${random(12)}`];
}

/** Letters lose their accents; what is no letter becomes one `_`. */
function toHandle(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .slice(0, maxLength)
    .replaceAll(/^_+|_+$/g, '');
}
