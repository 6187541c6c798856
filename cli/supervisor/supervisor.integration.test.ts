import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir, waitFor } from '../../testkit/services.ts';
import { isRunning, runLauncher } from '../testing/run-launcher.ts';

const services = ['database', 'edge', 'origin', 'redis', 'transcoder'];

let data: Awaited<ReturnType<typeof tempDir>>;
let launched: ReturnType<typeof runLauncher>[] = [];

const launch = (settings: Record<string, string> = {}) => {
  const launcher = runLauncher(['start'], { KINORA_DATA: data.path, KINORA_PORT: '0', ...settings });
  launched.push(launcher);
  return launcher;
};
const launchReady = async (settings: Record<string, string> = {}) => {
  const launcher = launch(settings);
  const { url } = await launcher.next(({ event }) => event === 'ready');
  return { ...launcher, url: String(url) };
};
const allGone = (pids: Iterable<number>) =>
  waitFor(() => ![...pids].some(isRunning), { timeoutMs: 10_000, what: 'every child to be gone' });

beforeEach(async () => {
  data = await tempDir();
  launched = [];
});
afterEach(async () => {
  for (const { child } of launched) await child.stop(10_000);
  await data.remove();
});

describe('start', () => {
  test('brings every service up, answers on one URL, and SIGTERM ends all of them within 10 s', async () => {
    const { url, child, servicePids } = await launchReady();
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const pids = servicePids();
    expect([...pids.keys()].sort()).toEqual(services);

    const stoppedAt = performance.now();
    expect(await child.stop(10_000)).toEqual({ code: 0, signal: null });
    expect(performance.now() - stoppedAt).toBeLessThan(10_000);
    expect([...pids.values()].filter(isRunning)).toEqual([]);
  });

  test('keeps its secrets to the owner and the same at the next start', async () => {
    const path = join(data.path, 'secrets.json');
    const first = await launchReady();
    await first.child.stop(10_000);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(data.path).mode & 0o777).toBe(0o700);
    const before = readFileSync(path, 'utf8');
    await launchReady();
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  test('starts a killed service again, at the same place', async () => {
    const { url, next, servicePids, events } = await launchReady();
    const pid = servicePids().get('origin') ?? 0;
    const jwks = `${url}/api/v1/auth/jwks`;
    expect((await fetch(jwks)).status).toBe(200);
    process.kill(pid, 'SIGKILL');
    expect(await next((event) => event.state === 'died')).toMatchObject({ name: 'origin', reason: 'SIGKILL' });
    await next((event) => event.name === 'origin' && event.state === 'ready' && event.pid !== pid);
    expect((await fetch(jwks)).status).toBe(200);
    expect(events.filter((event) => event.state === 'died')).toHaveLength(1);
  });

  test('leaves no orphan when it is killed, and the next start takes over', async () => {
    const { child, servicePids } = await launchReady();
    const pids = servicePids();
    child.kill('SIGKILL');
    await allGone(pids.values());
    const { url } = await launchReady();
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  test('names the setting to change when the public port is taken', async () => {
    const other = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } });
    try {
      const { child, next } = launch({ KINORA_PORT: String(other.port) });
      const error = await next(({ event }) => event === 'error');
      expect(error).toMatchObject({ code: 'port_taken' });
      expect(String(error.message)).toContain(`${other.port}`);
      expect(String(error.message)).toContain('KINORA_PORT');
      expect(await child.exited).toEqual({ code: 1, signal: null });
    } finally {
      other.stop(true);
    }
  });

  test('refuses a data directory that is being served, and leaves the server alone', async () => {
    const first = await launchReady();
    const second = launch();
    const error = await second.next(({ event }) => event === 'error');
    expect(error).toMatchObject({ code: 'already_running' });
    expect(String(error.message)).toContain(first.url);
    expect(await second.child.exited).toEqual({ code: 1, signal: null });
    expect((await fetch(`${first.url}/healthz`)).status).toBe(200);
  });
});
