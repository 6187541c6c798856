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
  /** On a write: origin shall answer with `replicationIndex`. */
  wantsReplicationIndex: 'x-kinora-wants-replication-index',
  /** How far the database had come after the write. */
  replicationIndex: 'x-kinora-replication-index',
} as const;

/**
 * On the answer to a write, and to be sent with the reads of the next minute, so that they show it. Browsers carry the
 * same token in a cookie by themselves.
 */
export const consistencyHeader = 'x-kinora-consistency';

/** Names one mutation, however often it is sent (draft-ietf-httpapi-idempotency-key-header). */
export const idempotencyKeyHeader = 'idempotency-key';
/** `true` on an answer that was given before. */
export const idempotencyReplayedHeader = 'idempotency-replayed';

/** One id per request, kept from edge to origin and returned to the client. */
export const requestIdHeader = 'x-request-id';
