import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { defaultRules } from '../../origin/moderation/default-rules.ts';
import { startTestOrigin, type TestOrigin } from '../../origin/testing/test-origin.ts';
import { tempDir } from '../../testkit/services.ts';
import { runLauncher } from '../testing/run-launcher.ts';

let origin: TestOrigin;
let dir: Awaited<ReturnType<typeof tempDir>>;
beforeAll(async () => {
  origin = await startTestOrigin();
  dir = await tempDir();
}, 30_000);
afterAll(async () => {
  await dir?.remove();
  await origin?.stop();
});

/** Runs `kinora admin moderation rules … --json` to its end. */
async function rules(...args: string[]) {
  const { child, events } = runLauncher(['admin', 'moderation', 'rules', ...args], {
    KINORA_REDIS_URL: origin.redisUrl,
    KINORA_ORIGIN_URL: origin.url,
    KINORA_INTERNAL_KEY: origin.config.KINORA_INTERNAL_KEY,
  });
  return { code: (await child.exited).code, events };
}

async function write(text: string): Promise<string> {
  const file = join(dir.path, 'rules.json');
  await Bun.write(file, text);
  return file;
}

test('rules are shown, changed from a file, and tried', async () => {
  expect(await rules('show')).toMatchObject({ code: 0, events: [{ event: 'rules', version: 0, rules: defaultRules }] });
  expect((await rules('check', 'zorkmids')).events).toMatchObject([{ state: 'approved', score: 0 }]);
  const changed = { ...defaultRules, blocked_words: { points: 30, words: ['zorkmid*'] } };
  expect((await rules('set', await write(JSON.stringify(changed)))).code).toBe(0);
  expect((await rules('check', 'Z0RKMIDS')).events).toMatchObject([
    { state: 'rejected', findings: [{ reason: 'blocked_word', points: 30 }] },
  ]);
  expect((await rules('show')).events).toMatchObject([{ version: 1, rules: changed }]);
}, 60_000);

test('bad rules are refused with the line, and nothing is changed', async () => {
  const lines = JSON.stringify(defaultRules, null, 2).split('\n');
  const at = lines.findIndex((line) => line.includes('"free"'));
  const wrong = lines.with(at, '    "free": "two",').join('\n');
  const refused = await rules('set', await write(wrong));
  expect(refused).toMatchObject({ code: 1, events: [{ event: 'error', code: 'rules_invalid' }] });
  expect(String(refused.events[0]?.message)).toContain(`line ${at + 1}: links.free`);
  const broken = await rules('set', await write(lines.with(at, '    "free": two,').join('\n')));
  expect(String(broken.events[0]?.message)).toContain(`line ${at + 1}: this is not JSON`);
  const unknown = await rules('set', await write(lines.with(at, '    "free": 1, "fee": 2,').join('\n')));
  expect(String(unknown.events[0]?.message)).toContain(`line ${at + 1}: links.fee`);
  expect((await rules('set', join(dir.path, 'nothing.json'))).events).toMatchObject([{ code: 'file_missing' }]);
  expect((await rules('show')).events).toMatchObject([{ version: 1 }]);
}, 60_000);
