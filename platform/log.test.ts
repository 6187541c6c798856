import { describe, expect, test } from 'bun:test';
import { createLog } from './log.ts';

function linesOf(write: (log: ReturnType<typeof createLog>) => void, level?: string): string {
  let lines = '';
  const destination = {
    write(line: string) {
      lines += line;
    },
  };
  write(createLog({ service: 'origin', destination, ...(level === undefined ? {} : { level }) }));
  return lines;
}

const playbackToken = 'v1.1999999999.abcdefghijk.0191e0e0-0000-7000-8000-000000000000.0.k1.c2lnbmF0dXJl';

describe('log lines', () => {
  test('are JSON with service, time and message; the level is obeyed', () => {
    const line: unknown = JSON.parse(linesOf((log) => log.info({ video_id: 'x' }, 'published')));
    expect(line).toMatchObject({ service: 'origin', level: 30, msg: 'published', video_id: 'x' });
    expect(line).toHaveProperty('time', expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/));
    expect(linesOf((log) => log.info('quiet'), 'warn')).toBe('');
  });

  test.each([
    ['a header', { headers: { authorization: 'Bearer eyJSECRET.x.y' } }],
    ['a nested header', { request: { headers: { authorization: 'Basic SECRET', cookie: 'session=SECRET' } } }],
    ['a response cookie', { response: { headers: { 'set-cookie': 'session=SECRET' } } }],
    ['the internal key', { headers: { 'x-kinora-internal-key': 'SECRET' } }],
    [
      'a playback token',
      { url: `/p/${playbackToken.replace('c2lnbmF0dXJl', 'SECRET')}/abcdefghijk/lx/hls/master.m3u8` },
    ],
    ['a part URL', { url: 'http://h/storage/parts/u/1?key=k&signature=SECRET' }],
    ['an S3 URL', { url: 'http://h/b/k?X-Amz-Credential=SECRET%2F2026&X-Amz-Signature=SECRET&partNumber=1' }],
    ['an error that quotes a token', { err: new Error('fetch failed: Bearer SECRET.x') }],
  ])('%s is blanked', (_name, fields) => {
    const line = linesOf((log) => log.info(fields, 'request'));
    expect(line).not.toContain('SECRET');
    expect(line).toContain('[redacted]');
    expect(() => JSON.parse(line)).not.toThrow();
  });

  test('what identifies the request stays', () => {
    const line = linesOf((log) =>
      log.info({ url: `/p/${playbackToken}/abcdefghijk/lx/360p/00001.m4s?part=2` }, 'served'),
    );
    expect(line).toContain('/p/[redacted]/abcdefghijk/lx/360p/00001.m4s?part=2');
    expect(linesOf((log) => log.info(`GET http://edge/p/${playbackToken}/abcdefghijk`))).not.toContain(playbackToken);
  });
});
