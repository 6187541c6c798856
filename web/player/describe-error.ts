import type { MessageKey } from '../../shared/messages/catalogue.ts';
import { ApiError } from '../api.ts';
import { httpStatusOf, isShakaError, troubleOf, unpacked } from './shaka-errors.ts';

const refusals = {
  not_found: 'player.gone',
  taken_down: 'player.taken_down',
  unavailable_for_legal_reasons: 'player.legal',
  account_suspended: 'player.suspended',
  embed_forbidden: 'player.embed_forbidden',
  geo_blocked: 'player.geo_blocked',
  age_restricted: 'player.age_restricted',
} as const satisfies Record<string, MessageKey>;

const isRefusal = (code: string): code is keyof typeof refusals => Object.hasOwn(refusals, code);

/** What to tell the viewer. */
export function describeError(packed: unknown) {
  const error = unpacked(packed);
  if (error instanceof ApiError && isRefusal(error.code)) return refusals[error.code];
  if (httpStatusOf(error) === 404) return 'player.gone';
  const { kind } = troubleOf(error);
  if (kind === 'refused') return 'player.session_over';
  if (kind === 'network') return 'player.no_connection';
  if (kind === 'busy') return 'player.busy';
  const cannotPlay = isShakaError(error) && (error.category === 3 || error.category === 4);
  return cannotPlay ? 'player.cannot_play' : 'player.unknown';
}
