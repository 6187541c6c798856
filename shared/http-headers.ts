/** Headers between edge and origin. The edge removes what a client sent under these names. */
export const internalHeaders = {
  /** Shared secret: proves that a request came through the edge (or another trusted service). */
  key: 'x-kinora-internal-key',
  /** The viewer's address as the edge saw it. */
  clientAddress: 'x-kinora-client-address',
  /** ISO 3166-1 alpha-2 from the edge, never from a client. */
  clientCountry: 'x-kinora-client-country',
  /** Bytes of a media body whose `Content-Length` is lost because it is passed on as a stream. */
  bodySize: 'x-kinora-body-size',
} as const;

/** One id per request, kept from edge to origin and returned to the client. */
export const requestIdHeader = 'x-request-id';
