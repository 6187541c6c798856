const encoder = new TextEncoder();

/** JSON that says how long it is: what is small is then sent as it is, where packing would cost more than the whole answer. */
export function answerJson(
  value: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): Response {
  const bytes = new Uint8Array(encoder.encode(JSON.stringify(value)));
  const about = { 'content-type': 'application/json', 'content-length': `${bytes.length}` };
  return new Response(bytes, { status, headers: { ...headers, ...about } });
}
