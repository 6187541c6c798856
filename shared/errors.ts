/**
 * Every error code a client can see, and the HTTP status it travels with.
 * Codes are stable: clients branch on them. Statuses follow RFC 9110 §15 (451: RFC 7725).
 */
export const errorStatus = {
  validation_failed: 400,
  invalid_json: 400,
  link_invalid: 400,
  challenge_invalid: 400,
  password_breached: 400,
  email_refused: 400,
  invalid_cursor: 400,
  unauthenticated: 401,
  invalid_credentials: 401,
  /** `details` hold the challenge that the second step of signing in takes. */
  second_factor_required: 401,
  second_factor_invalid: 401,
  passkey_invalid: 401,
  refresh_token_invalid: 401,
  token_invalid: 401,
  token_expired: 401,
  /** Genuine and in time, but what it stood on has been withdrawn: ask for a new session. */
  token_revoked: 401,
  /** For another country, network or site than the request comes from. */
  token_wrong_place: 401,
  token_wrong_video: 403,
  token_wrong_generation: 403,
  rendition_not_allowed: 403,
  forbidden: 403,
  insufficient_scope: 403,
  account_suspended: 403,
  /** About to be erased; `details` hold the day, and what has the mail that keeps it sent again. */
  account_leaving: 403,
  quota_exceeded: 403,
  age_restricted: 403,
  embed_forbidden: 403,
  /** The video takes no comments. */
  comments_off: 403,
  /** Said to its owner alone; for all others a video that was taken down is missing. */
  taken_down: 403,
  signature_invalid: 403,
  csrf_rejected: 403,
  /** What this asks for is done within minutes of signing in. */
  reauthentication_required: 403,
  /** The OpenID provider did not vouch for who came back from it. */
  provider_refused: 403,
  url_expired: 403,
  not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  conflict: 409,
  email_taken: 409,
  username_taken: 409,
  /** Linked to another account. */
  identity_taken: 409,
  /** It would leave its owner without a way to sign in. */
  last_way_in: 409,
  handle_taken: 409,
  upload_not_open: 409,
  idempotency_key_reused: 409,
  idempotency_in_progress: 409,
  video_not_playable: 409,
  upload_expired: 410,
  original_removed: 410,
  length_required: 411,
  payload_too_large: 413,
  uri_too_long: 414,
  unsupported_media: 415,
  range_not_satisfiable: 416,
  part_mismatch: 422,
  size_mismatch: 422,
  checksum_mismatch: 422,
  upload_locked: 423,
  rate_limited: 429,
  headers_too_large: 431,
  too_many_uploads: 429,
  geo_blocked: 451,
  unavailable_for_legal_reasons: 451,
  internal: 500,
  not_implemented: 501,
  bad_gateway: 502,
  provider_unavailable: 502,
  unavailable: 503,
  storage_full: 507,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof errorStatus;
export type ErrorStatus = (typeof errorStatus)[ErrorCode];

/** The JSON body of every error answer: `{"error":{"code","message","details?"}}`. */
export type ErrorBody = { error: { code: ErrorCode; message: string; details?: unknown } };

/** An error the caller may see. Anything else is logged with its request id and answered as `internal`. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly details: unknown;
  /** Extra response headers, for example `Retry-After` or `Content-Range`. */
  readonly headers: Record<string, string>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { details?: unknown; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details;
    this.headers = options.headers ?? {};
  }

  get status(): ErrorStatus {
    return errorStatus[this.code];
  }

  toBody(): ErrorBody {
    return {
      error: {
        code: this.code,
        message: this.message,
        ...(this.details === undefined ? {} : { details: this.details }),
      },
    };
  }
}

/** True when `value` is an `ErrorBody`, as a client receives it. */
export function isErrorBody(value: unknown): value is ErrorBody {
  if (typeof value !== 'object' || value === null || !('error' in value)) return false;
  const error = value.error;
  return typeof error === 'object' && error !== null && 'code' in error && 'message' in error;
}
