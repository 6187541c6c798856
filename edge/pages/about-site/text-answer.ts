/** A text for programs; `type` without its charset. */
export function textAnswer(text: string, type: string, headers: Record<string, string> = {}): Response {
  return new Response(text, { headers: { 'content-type': `${type}; charset=utf-8`, ...headers } });
}
