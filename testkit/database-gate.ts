export type DatabaseGate = {
  url: string;
  /** The bodies of all requests, oldest first. */
  seen: string[];
  /** False: every request is refused, as when the server behind is overloaded. */
  isOpen: boolean;
  /** Requests wait for it, so that a test can put several in flight. */
  hold: Promise<void>;
  stop(): Promise<void>;
};

/** Stands before a database's HTTP port and counts what passes. */
export function startDatabaseGate(targetUrl: string): DatabaseGate {
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    error: () => new Response(null, { status: 502 }),
    async fetch(request) {
      const body = await request.text();
      gate.seen.push(body);
      await gate.hold;
      if (!gate.isOpen) return new Response(null, { status: 503 });
      const { pathname } = new URL(request.url);
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(targetUrl + pathname, {
        method: request.method,
        body,
        headers,
        signal: request.signal,
      });
      // fetch has unpacked the body; its headers still speak of the packed one.
      return new Response(await response.arrayBuffer(), { status: response.status, headers });
    },
  });
  const gate: DatabaseGate = {
    url: `http://127.0.0.1:${server.port}`,
    seen: [],
    isOpen: true,
    hold: Promise.resolve(),
    stop: () => server.stop(true),
  };
  return gate;
}
