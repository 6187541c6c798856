import { argon2id } from '../../origin/accounts/auth.ts';
import { createApiClient, signedUp } from '../../shared/client/api-client.ts';
import { tempDir } from '../../testkit/services.ts';
import { type BenchCase, median, percentile } from '../bench-case.ts';
import { startOriginProcess } from '../origin-process.ts';
import { cpuMicros } from '../process-account.ts';

const SIGN_INS_AT_ONCE = 8;
const SIGN_INS_IN_A_RUN = 200;
/** Seldom enough to be no work beside the hashes. */
const ASKED_EVERY_MS = 40;
const person = { email: 'hammer@example.org', username: 'hammer_in', password: 'correct horse battery' };

type Run = { cpuMs: number; signInMs: number[]; otherMs: number[] };

/** Hashing a password is the one thing that origin computes for long: what it costs, and whether others wait for it. */
export const signInCase: BenchCase = {
  name: 'sign-in',
  summary:
    'sign-ins ÷ the bare hash of their passwords in CPU, and what other requests wait while sign-ins are hammered',
  budgets: {
    sign_in_cpu_vs_bare_hash: '(goal ≤ 1.5)',
    other_median_vs_one_hash: '(goal ≤ 0.5: above 1, they wait for hashes)',
  },
  async run({ runs, note }) {
    await using dir = await tempDir();
    const origin = await startOriginProcess({ KINORA_STORAGE_DIR: dir.path, KINORA_SIGN_IN_ATTEMPTS: '1000000' });
    try {
      const anybody = createApiClient({ baseUrl: origin.url });
      const { access_token } = signedUp(await anybody.signUp(person));
      const other = createApiClient({ baseUrl: origin.url, accessToken: access_token });
      const askOther = () => other.me();
      const { email, password } = person;
      const signIn = () => anybody.signIn({ email, password });
      const bareMs = await bareHashMs();
      const quietMs = await askedMeanwhile(askOther, () => Bun.sleep(3_000));
      await Promise.all(Array.from({ length: SIGN_INS_AT_ONCE }, signIn)); // what is made once is made
      const all: Run[] = [];
      for (let run = 1; run <= runs; run++) {
        const signInMs: number[] = [];
        const before = await cpuMicros(origin.pid);
        const otherMs = await askedMeanwhile(askOther, async () => void signInMs.push(...(await hammer(signIn))));
        const cpuMs = ((await cpuMicros(origin.pid)) - before) / 1_000;
        all.push({ cpuMs, signInMs, otherMs });
        note(
          `run ${run}: ${(cpuMs / signInMs.length).toFixed(1)} ms of CPU each, others ${p99(otherMs).toFixed(1)} ms p99`,
        );
      }
      const cpuMs = median(all.map((run) => run.cpuMs / run.signInMs.length));
      const others = all.flatMap((run) => run.otherMs);
      return {
        figures: {
          sign_ins_per_core_sec: 1_000 / cpuMs,
          sign_in_p99_ms: median(all.map((run) => p99(run.signInMs))),
          bare_hash_cpu_ms: bareMs,
          other_median_ms: median(others),
          other_p99_ms: p99(others),
          other_quiet_p99_ms: p99(quietMs),
        },
        ratios: { sign_in_cpu_vs_bare_hash: cpuMs / bareMs, other_median_vs_one_hash: median(others) / bareMs },
      };
    } finally {
      await origin.stop();
    }
  },
};

const p99 = (values: readonly number[]) => percentile(values, 0.99);

/** How long each of many sign-ins took, some at a time. */
async function hammer(signIn: () => Promise<unknown>): Promise<number[]> {
  const tookMs: number[] = [];
  let left = SIGN_INS_IN_A_RUN;
  const one = async () => {
    while (left-- > 0) tookMs.push(await timed(signIn));
  };
  await Promise.all(Array.from({ length: SIGN_INS_AT_ONCE }, one));
  return tookMs;
}

/** How long requests took that were sent at a steady pace while `work` went on, whatever became of those before. */
async function askedMeanwhile(ask: () => Promise<unknown>, work: () => Promise<unknown>): Promise<number[]> {
  const asked: Promise<number>[] = [];
  const timer = setInterval(() => asked.push(timed(ask)), ASKED_EVERY_MS);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return Promise.all(asked);
}

async function timed(call: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await call();
  return performance.now() - startedAt;
}

/** CPU of checking one password with nothing around it, in milliseconds. */
async function bareHashMs(): Promise<number> {
  const hash = await Bun.password.hash(person.password, argon2id);
  const before = process.cpuUsage();
  for (let checked = 0; checked < 50; checked++) await Bun.password.verify(person.password, hash);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / 50;
}
