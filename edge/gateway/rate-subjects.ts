import type { RequestFacts } from '../http/request-facts.ts';
import type { ReadViewer } from '../playback/read-viewer.ts';
import { countedAddress } from './counted-address.ts';
import type { Subjects } from './limit-rate.ts';

/**
 * Whom a request counts for. An API key is named by its public id; whether it is genuine only origin knows, but a made-up one
 * is counted for its address as well.
 */
export function rateSubjects(headers: Headers, facts: RequestFacts, readViewer: ReadViewer): Subjects {
  const { clientAddress } = facts;
  const authorization = headers.get('authorization');
  return {
    address: () => (clientAddress === null ? null : countedAddress(clientAddress)),
    async account() {
      if (authorization === null) return null;
      const [, apiKey] = /^Bearer +kin_([0-9a-f]{32})_/i.exec(authorization) ?? [];
      if (apiKey !== undefined) return `key:${apiKey}`;
      // A bearer that cannot be read is whoever answers the request's to refuse.
      const viewer = await readViewer(authorization).catch(() => null);
      return viewer && `user:${viewer.hash}`;
    },
  };
}
