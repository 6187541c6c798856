import { connect, type Socket } from 'node:net';
import { waitFor } from '../../../testkit/wait-for.ts';

/** Sends `bytes` as they are over a connection of its own; statuses of all answers once `count` came or it was closed. */
export async function rawExchange(port: number, bytes: string, count = 1): Promise<number[]> {
  const { socket, received, isClosed } = open(port);
  try {
    socket.write(bytes);
    await waitFor(() => isClosed() || statusesIn(received()).length >= count, { what: 'an answer' });
    return statusesIn(received());
  } finally {
    socket.destroy();
  }
}

/** A client that sends a header line every `intervalMs` and never ends; resolves when the server has had enough. */
export async function slowHeaders(port: number, options: { intervalMs: number; timeoutMs: number }): Promise<void> {
  const { socket, isClosed } = open(port);
  socket.write('GET /api/v1/me HTTP/1.1\r\nhost: edge.test\r\n');
  const timer = setInterval(() => socket.write('x-more: 1\r\n'), options.intervalMs);
  try {
    await waitFor(isClosed, {
      timeoutMs: options.timeoutMs,
      intervalMs: 100,
      what: 'the slow client to be hung up on',
    });
  } finally {
    clearInterval(timer);
    socket.destroy();
  }
}

function open(port: number): { socket: Socket; received: () => string; isClosed: () => boolean } {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  let closed = false;
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    text += chunk;
  });
  socket.on('error', () => {}); // `close` follows
  socket.on('close', () => {
    closed = true;
  });
  return { socket, received: () => text, isClosed: () => closed };
}

function statusesIn(text: string): number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((match) => Number(match[1]));
}
