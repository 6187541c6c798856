import { expect, test } from 'bun:test';
import { viewEventSchema } from '../../shared/contracts/playback.ts';
import { newId } from '../../shared/ids.ts';
import { readViewEvent } from './read-view-event.ts';

const good = {
  ...{ video_id: 'aB3_-xyz019', session_id: newId(), event: 'heartbeat', position_sec: 1.5 },
  client_ts: '2026-11-21T12:00:00.000Z',
};

test('what the contract allows is read, and nothing besides', () => {
  for (const event of ['start', 'heartbeat', 'complete'])
    expect(readViewEvent({ ...good, event, extra: 1 })).toEqual(viewEventSchema.parse({ ...good, event }));
});

test.each<[string, unknown]>([
  ['body', null],
  ['body', 'text'],
  ['video_id', { ...good, video_id: 'short' }],
  ['video_id', { ...good, video_id: 7 }],
  ['session_id', { ...good, session_id: undefined }],
  ['event', { ...good, event: 'stop' }],
  ['position_sec', { ...good, position_sec: -1 }],
  ['position_sec', { ...good, position_sec: '1' }],
  ['position_sec', { ...good, position_sec: Number.POSITIVE_INFINITY }],
  ['client_ts', { ...good, client_ts: 'yesterday' }],
  ['client_ts', { ...good, client_ts: '2026-13-41T12:00:00Z' }],
])('a wrong %s is refused by name', (path, body) => {
  expect(() => readViewEvent(body)).toThrow(
    expect.objectContaining({ code: 'validation_failed', details: [expect.objectContaining({ path })] }),
  );
  expect(viewEventSchema.safeParse(body).success).toBe(false);
});
