import type { Words } from '../../shared/messages/catalogue.ts';
import type { Reads } from '../metadata/reads.ts';

/** What the runtime, never the client, says about a request. */
export type RequestFacts = {
  requestId: string;
  /** The viewer's address, or null when the runtime does not tell. */
  clientAddress: string | null;
  /** ISO 3166-1 alpha-2, or null when unknown. */
  country: string | null;
};

/** What the router's handlers find on their context. */
export type EdgeEnv = {
  Variables: {
    facts: RequestFacts;
    reads: Reads;
    /** What a page is written in; absent on what is not for people. */
    words?: Words;
  };
};

type RuntimeFacts = { clientIp?: unknown; country?: unknown; colo?: unknown };

/**
 * Cloudflare puts the address into `CF-Connecting-IP` and overwrites what a client sent. Plain workerd
 * passes such a header on untouched, but puts `ip:port` into `request.cf.clientIp`: where that exists it is
 * the only thing believed. `cf.colo` says that this is Cloudflare.
 */
export function readRequestFacts(request: Request, testCountry: string | null): RequestFacts {
  const runtime = ((request as { cf?: RuntimeFacts }).cf ?? {}) as RuntimeFacts; // absent outside workerd
  const country = testCountry ?? runtime.country;
  return {
    requestId: crypto.randomUUID(),
    clientAddress:
      typeof runtime.clientIp === 'string'
        ? stripPort(runtime.clientIp)
        : typeof runtime.colo === 'string'
          ? request.headers.get('cf-connecting-ip')
          : null,
    // XX is Cloudflare's "unknown", T1 is Tor: neither says where the viewer is.
    country: typeof country === 'string' && /^[A-Z]{2}$/.test(country) && country !== 'XX' ? country : null,
  };
}

/** `1.2.3.4:567` and `[::1]:567` without the port; anything else unchanged. */
export function stripPort(address: string): string {
  const bracket = address.indexOf(']:');
  if (address.startsWith('[') && bracket > 0) return address.slice(1, bracket);
  const colon = address.indexOf(':');
  return colon > 0 && colon === address.lastIndexOf(':') ? address.slice(0, colon) : address;
}
