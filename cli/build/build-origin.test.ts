import { afterAll, beforeAll, expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { toInteractions } from '../../origin/discovery/model/interactions.ts';
import type { Model } from '../../origin/discovery/model/train-model.ts';
import { tempDir } from '../../testkit/services.ts';
import { buildOrigin, type OriginBuild } from './build-origin.ts';

let dir: Awaited<ReturnType<typeof tempDir>>;
let origin: OriginBuild;
beforeAll(async () => {
  dir = await tempDir();
  origin = await buildOrigin(dir.path);
}, 30_000);
afterAll(() => dir.remove());

test('what few requests need is not in memory from the start on', () => {
  const packages = ['@aws-sdk/client-s3', '@tus/server', 'typesense', 'nodemailer', '@simplewebauthn/server', 'sharp'];
  const loaded = packages.filter((name) => origin.loadedAtStart.some((path) => path.includes(`node_modules/${name}/`)));
  expect(loaded).toEqual([]);
  expect(origin.loadedAtStart).toContain('origin/main.ts');
});

test('its program has what it loads later beside it', async () => {
  const program = await Bun.file(origin.path).text();
  const chunks = [...program.matchAll(/\bimport\("\.\/([^"]+)"\)/g)].map(([, name = '']) => name);
  expect(chunks.length).toBeGreaterThan(5);
  expect(chunks.filter((name) => !existsSync(join(dir.path, 'origin', name)))).toEqual([]);
});

test('models are learnt on a thread, which is a program of its own', async () => {
  const thread = new Worker(join(dir.path, 'origin/train-worker.js'));
  try {
    const learnt = new Promise<Model>((resolve, reject) => {
      thread.onmessage = ({ data }: MessageEvent<Model>) => resolve(data);
      thread.onerror = ({ message }) => reject(new Error(message));
    });
    const people = Array.from({ length: 6 }, () => [0, 1]);
    thread.postMessage(toInteractions(people, 2));
    const { neighbours } = await learnt;
    expect(neighbours.items[0]).toBe(1);
  } finally {
    thread.terminate();
  }
});
