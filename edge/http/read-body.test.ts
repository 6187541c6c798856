import { expect, test } from 'bun:test';
import { readBody } from './read-body.ts';

/** A request whose body comes as `chunks`, and then does not end unless `ends`. */
function sending(chunks: string[], ends = true): { request: Request; cancelled: () => boolean } {
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      if (ends) controller.close();
    },
    cancel() {
      cancelled = true;
    },
  });
  return { request: new Request('http://host/', { method: 'POST', body }), cancelled: () => cancelled };
}

test('a body in pieces is one', async () => {
  expect(new TextDecoder().decode(await readBody(sending(['ab', '', 'c']).request, 3))).toBe('abc');
  expect(await readBody(new Request('http://host/', { method: 'POST' }), 0)).toHaveLength(0);
});

test('reading ends where the limit is passed', async () => {
  const { request, cancelled } = sending(['ab', 'cd'], false);
  await expect(readBody(request, 3)).rejects.toMatchObject({ code: 'payload_too_large' });
  expect(cancelled()).toBe(true);
});

test('a body announced as too long is not read at all', async () => {
  const request = new Request('http://host/', { method: 'POST', body: 'abcd', headers: { 'content-length': '4' } });
  await expect(readBody(request, 3)).rejects.toMatchObject({ code: 'payload_too_large' });
  expect(request.bodyUsed).toBe(false);
});

test('a body that never ends is given up', async () => {
  const { request, cancelled } = sending(['a'], false);
  await expect(readBody(request, 10, 20)).rejects.toMatchObject({ code: 'request_timeout' });
  expect(cancelled()).toBe(true);
});
