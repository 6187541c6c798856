import { expect, test } from 'bun:test';
import { readEvents } from './read-events.ts';

const streamOf = (...chunks: string[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });

test('events are whole however the network cuts them; comments are no events', async () => {
  const stream = streamOf('event: status\nda', 'ta: {"a":1}\n', '\n: still here\n\nevent: status\ndata: {"a":2}\n\n');
  expect(await Array.fromAsync(readEvents(stream))).toEqual(['{"a":1}', '{"a":2}']);
});

test('an event that was cut off by the end is none', async () => {
  expect(await Array.fromAsync(readEvents(streamOf('data: 1\n\nda', 'ta: 2')))).toEqual(['1']);
});

test('who stops listening ends the stream', async () => {
  const cancelled = Promise.withResolvers<void>();
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new TextEncoder().encode('data: 1\n\n')),
    cancel: () => cancelled.resolve(),
  });
  for await (const _ of readEvents(endless)) break;
  await cancelled.promise;
});
