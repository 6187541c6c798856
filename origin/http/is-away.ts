/** What Bun, Node and the AWS SDK call a connection that failed. */
const connectionCodes = new Set([
  'ConnectionRefused',
  'ConnectionClosed',
  'ConnectionReset',
  'FailedToOpenSocket',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** What libSQL says of a statement or transaction that waited too long for others, and so did nothing. */
const busyCodes = new Set(['SQLITE_BUSY', 'TRANSACTION_TIMEOUT']);

/** True when the database or the object store did not answer, or answered that it cannot at the moment: trying again may help. */
export function isAway(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string')
      if (connectionCodes.has(cause.code) || busyCodes.has(cause.code)) return true;
    if (cause.name === 'TimeoutError') return true;
    if ('$metadata' in cause && isStoreFailure(cause.$metadata)) return true;
    // Of the database: an answer of its server or of what stands before it.
    if ('status' in cause && typeof cause.status === 'number' && isServerFailure(cause.status)) return true;
  }
  return false;
}

/** The AWS SDK's note on an error: no status means that no answer came. */
function isStoreFailure(metadata: unknown): boolean {
  if (typeof metadata !== 'object' || metadata === null) return false;
  const status = 'httpStatusCode' in metadata ? metadata.httpStatusCode : undefined;
  return status === undefined || (typeof status === 'number' && isServerFailure(status));
}

/** 501 says that it never will. */
function isServerFailure(status: number): boolean {
  return status >= 500 && status !== 501;
}
