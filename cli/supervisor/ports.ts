import { Failure } from '../failure.ts';

/** Ports the kernel says are free on 127.0.0.1; all are held until the last is known, so they differ. */
export function freePorts(count: number): number[] {
  const listeners = Array.from({ length: count }, () => listen('127.0.0.1', 0));
  const ports = listeners.map((listener) => listener.port);
  for (const listener of listeners) listener.stop(true);
  return ports;
}

/** Throws a `port_taken` failure naming `variable` when something else listens on the port. */
export function assertPortFree(host: string, port: number, variable: string): void {
  try {
    listen(host, port).stop(true);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'EADDRINUSE')
      throw new Failure('port_taken', `port ${port} is taken by another program; set ${variable} to a free one`, {
        cause,
      });
    throw new Failure('port_unusable', `cannot listen on ${host}:${port} (${code ?? cause}); set ${variable}`, {
      cause,
    });
  }
}

function listen(hostname: string, port: number) {
  return Bun.listen({ hostname, port, exclusive: true, socket: { data() {} } });
}
