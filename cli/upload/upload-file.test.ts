import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { createApiClient } from '../../shared/client/api-client.ts';
import { tempDir } from '../../testkit/services.ts';
import { startUploadServer } from '../testing/upload-server.ts';
import { uploadFile } from './upload-file.ts';

const content = crypto.getRandomValues(new Uint8Array(50_000));
const partSizeBytes = 8_000;

let dir: Awaited<ReturnType<typeof tempDir>>;
let path: string;
let server: ReturnType<typeof startUploadServer> | undefined;

const upload = async (
  behaviour: Partial<Parameters<typeof startUploadServer>[0]> = {},
  options: Parameters<typeof uploadFile>[2] = {},
) => {
  const started = startUploadServer({ sizeBytes: content.length, partSizeBytes, ...behaviour });
  server = started;
  await uploadFile(createApiClient({ baseUrl: started.url }), path, options);
  return started;
};

beforeEach(async () => {
  dir = await tempDir();
  path = join(dir.path, 'My clip.mp4');
  await Bun.write(path, content);
});
afterEach(async () => {
  server?.stop();
  server = undefined;
  await dir.remove();
});

describe('uploading a file', () => {
  test('sends every byte once, in parts, and reports progress up to the end', async () => {
    const sent: number[] = [];
    const { assembled, attempts } = await upload({}, { onProgress: (bytes) => void sent.push(bytes) });
    expect(assembled().equals(content)).toBe(true);
    expect([...attempts.values()]).toEqual([1, 1, 1, 1, 1, 1, 1]);
    expect(sent).toEqual(sent.toSorted((a, b) => a - b));
    expect(sent.at(-1)).toBe(content.length);
  });

  test('sends a part again that the server failed on, and not the ones that arrived', async () => {
    const { assembled, attempts } = await upload(
      {
        onPut: ({ partNumber, attempt }) =>
          partNumber === 3 && attempt === 1 ? new Response('', { status: 503 }) : undefined,
      },
      { parallel: 1 },
    );
    expect(assembled().equals(content)).toBe(true);
    expect([...attempts.entries()].sort(([a], [b]) => a - b).map(([, times]) => times)).toEqual([1, 1, 2, 1, 1, 1, 1]);
  });

  test('believes the server about what arrived, not its own memory', async () => {
    const { assembled, attempts } = await upload(
      {
        onPut({ partNumber, attempt }) {
          if (partNumber !== 4 || attempt > 1) return undefined;
          server?.forget(2);
          return new Response('', { status: 500 });
        },
      },
      { parallel: 1 },
    );
    expect(assembled().equals(content)).toBe(true);
    expect(attempts.get(2)).toBe(2);
  });

  test('asks for new URLs when the signed ones ran out', async () => {
    const expired = () => Response.json({ error: { code: 'url_expired', message: 'too late' } }, { status: 403 });
    const { assembled } = await upload({ onPut: ({ signing }) => (signing === 0 ? expired() : undefined) });
    expect(assembled().equals(content)).toBe(true);
  });

  test('completes again when the answer to "complete" was lost', async () => {
    const { completions } = await upload({ onComplete: (attempt) => (attempt === 1 ? 'lose_answer' : undefined) });
    expect(completions()).toBe(2);
  });

  test('gives up at once when trying again cannot help', async () => {
    const refused = () => Response.json({ error: { code: 'size_mismatch', message: 'wrong size' } }, { status: 422 });
    await expect(upload({ onPut: refused }, { parallel: 1 })).rejects.toMatchObject({ code: 'size_mismatch' });
    expect([...(server?.attempts ?? [])]).toEqual([[1, 1]]);
  });

  test('gives up on a server that stays away', async () => {
    const away = () => new Response('', { status: 503 });
    await expect(upload({ onPut: away }, { patienceMs: 200 })).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('ends when it is told to', async () => {
    const stop = new AbortController();
    const onProgress = () => stop.abort();
    await expect(upload({}, { signal: stop.signal, onProgress, parallel: 1 })).rejects.toThrow('abort');
    expect(server?.completions()).toBe(0);
  });
});
