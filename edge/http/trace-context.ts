export type TraceContext = { traceparent: string; tracestate: string | null };

const MAX_TRACESTATE_LENGTH = 512;

/**
 * The trace that a request is part of, with a span of our own for the next hop (W3C Trace Context §2, §3). A header that does
 * not fit the format is as none: a new trace begins, and `tracestate` is dropped with it.
 */
export function continueTrace(headers: Headers): TraceContext {
  // Version ff is forbidden; a later one than 00 may carry more after the flags.
  const [, version, traceId, parentId, flags, more] =
    /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(headers.get('traceparent') ?? '') ?? [];
  const isValid =
    version !== undefined &&
    version !== 'ff' &&
    (version !== '00' || more === undefined) &&
    !/^0+$/.test(traceId ?? '0') &&
    !/^0+$/.test(parentId ?? '0');
  const tracestate = isValid ? headers.get('tracestate') : null;
  const sampled = isValid ? (Number.parseInt(flags ?? '0', 16) & 1).toString().padStart(2, '0') : '00';
  return {
    traceparent: `00-${isValid ? traceId : randomHex(16)}-${randomHex(8)}-${sampled}`,
    tracestate: tracestate !== null && tracestate.length <= MAX_TRACESTATE_LENGTH ? tracestate : null,
  };
}

function randomHex(bytes: number): string {
  let text = '';
  for (const byte of crypto.getRandomValues(new Uint8Array(bytes))) text += byte.toString(16).padStart(2, '0');
  return text;
}
