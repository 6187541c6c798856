import { connect } from 'node:net';

/** One HTTP request with `target` on the wire exactly as given: fetch would tidy dot segments away first. */
export function rawRequest(
  port: number,
  method: string,
  target: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.setEncoding('utf8');
    socket.on('error', reject);
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (isWhole(text)) socket.destroy();
    });
    socket.on('close', () => resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text }));
    const lines = Object.entries({ host: 'edge.test', connection: 'close', ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    );
    socket.write([`${method} ${target} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
  });
}

/** True when `Content-Length` says that nothing more comes, also on a connection that stays open, or becomes another. */
function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  if (end >= 0 && text.startsWith('HTTP/1.1 101')) return true;
  const length = /^content-length: *(\d+)/im.exec(text.slice(0, Math.max(end, 0)))?.[1];
  return end >= 0 && length !== undefined && Buffer.byteLength(text.slice(end + 4)) >= Number(length);
}
