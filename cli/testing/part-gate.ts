/**
 * A public host in front of `originUrl` that lets a number of parts through and then leaves the next ones without an
 * answer, as a connection does that is about to break.
 */
export function startPartGate(originUrl: () => string) {
  let remaining = Number.POSITIVE_INFINITY;
  let held = Promise.withResolvers<void>();
  const passed: number[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 0,
    async fetch(request) {
      const url = new URL(request.url);
      const partNumber = Number(/^\/storage\/parts\/[^/]+\/(\d+)$/.exec(url.pathname)?.[1] ?? 0);
      if (partNumber > 0 && --remaining < 0) {
        held.resolve();
        return new Promise<Response>((_, reject) =>
          request.signal.addEventListener('abort', () => reject(new Error('gone'))),
        );
      }
      const { method, headers, body } = request;
      const response = await fetch(`${originUrl()}${url.pathname}${url.search}`, { method, headers, body });
      if (partNumber > 0 && response.ok) passed.push(partNumber);
      return response;
    },
  });
  return {
    url: server.url.origin,
    /** Part numbers the store acknowledged, in order. */
    passed,
    /** Lets `count` more parts through; resolves when the one after them has come. */
    async holdAfter(count: number): Promise<void> {
      remaining = count;
      held = Promise.withResolvers<void>();
      await held.promise;
    },
    open: () => {
      remaining = Number.POSITIVE_INFINITY;
    },
    stop: () => server.stop(true),
  };
}
