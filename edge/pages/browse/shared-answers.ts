import { AppError } from '../../../shared/errors.ts';
import { createReadCache } from '../../cache/read-cache.ts';
import { MAX_AGE_MS } from '../../metadata/catalogue.ts';
import type { Reads } from '../../metadata/reads.ts';

/** One GET of origin's API in nobody's name. */
export type AskOrigin = (path: string) => Promise<Response>;

export type SharedAnswer = {
  /** 200, 404, or 308 with the path that the thing has now. */
  status: number;
  body: unknown;
  location: string | null;
};

/** Answers of origin that are the same for everybody, a few seconds old. Throws `unavailable` where there is none. */
export type SharedAnswers = { get(path: string, reads: Reads): Promise<SharedAnswer> };

const AGES = { freshMs: 5_000, revalidateMs: 20_000 };
const MAX_ANSWERS = 500;

export function createSharedAnswers(options: {
  ask: AskOrigin;
  now: () => number;
  waitUntil: (work: Promise<unknown>) => void;
}): SharedAnswers {
  const { ask, now, waitUntil } = options;
  const answers = createReadCache<SharedAnswer>({
    maxEntries: MAX_ANSWERS,
    ages: () => AGES,
    maxAgeMs: MAX_AGE_MS,
    async load(path, { minIndex }) {
      const response = await ask(path);
      const { status } = response;
      if (status !== 200 && status !== 308 && status !== 404)
        throw new AppError('unavailable', `origin answered ${status}`, { headers: { 'retry-after': '2' } });
      const body: unknown = await response.json().catch(() => null);
      // Origin reads what it wrote: its answer takes in whatever the reader did before.
      return { value: { status, body, location: response.headers.get('location') }, index: minIndex };
    },
    now,
    waitUntil,
  });
  return { get: async (path, reads) => (await answers.get(path, reads.minIndex)).value };
}
