import type { EngineName } from './engines/engine-table.ts';
import type { Verb } from './verb.ts';

const servingEngines = (): readonly EngineName[] => ['ffmpeg', 'ffprobe', 'redis-server'];
const noEngines = (): readonly EngineName[] => [];

/** A role alone needs only its own; its database and queue are elsewhere. */
function startEngines([role]: readonly string[]): readonly EngineName[] {
  if (role === undefined) return servingEngines();
  return role === 'transcoder' ? ['ffmpeg', 'ffprobe'] : [];
}

const jsonHelp = '--json   one JSON object per line';

/** In the order people meet them. Modules are loaded when their verb runs, so that `./kinora` answers at once. */
export const verbs: Record<string, Verb> = {
  demo: {
    summary: 'start everything, upload a video (your FILE or a clip it makes) and print its links',
    synopsis: '[FILE] [--exit] [--json]',
    help: ['--exit   stop once the video is complete instead of serving on', jsonHelp],
    flags: ['exit', 'json'],
    maxPositionals: 1,
    engines: servingEngines,
    run: async (input) => (await import('./demo.ts')).demo(input),
  },
  start: {
    summary: 'start every service on this machine, or one ROLE against configured services',
    synopsis: '[origin|transcoder|edge] [--json]',
    help: [
      'Without a role: the database, Redis, origin, transcoder and the edge, until Ctrl-C.',
      'With a role: that service alone, in the foreground, configured by KINORA_* variables.',
      jsonHelp,
    ],
    flags: ['json'],
    maxPositionals: 1,
    engines: startEngines,
    run: async (input) => (await import('./start.ts')).start(input),
  },
  admin: {
    summary: 'look after the running installation: its queues and what failed in them',
    synopsis: 'jobs list|show|retry|drop [VIDEO…] [--all] [--json]',
    help: [
      'jobs list            how full the queues are, and what failed',
      'jobs show VIDEO      its jobs, with the reason and the last words of the programs that failed',
      'jobs retry VIDEO…    process it again from its original',
      'jobs drop VIDEO…     remove its failed jobs; the video stays failed',
      '--all    retry or drop everything that failed',
      jsonHelp,
      'An id that begins with a dash goes after "--".',
    ],
    flags: ['all', 'json'],
    maxPositionals: 1_002,
    engines: noEngines,
    run: async (input) => (await import('./admin.ts')).admin(input),
  },
  test: {
    summary: 'everything CI runs: verify, integration and end-to-end tests',
    synopsis: '[PATTERN]',
    help: ['PATTERN  run only the test files whose path contains it'],
    flags: [],
    maxPositionals: 1,
    engines: servingEngines,
    run: async (input) => (await import('./test.ts')).test(input),
  },
  verify: {
    summary: 'format, lint, import boundaries, types, edge bundle and unit tests',
    synopsis: '',
    help: [],
    flags: [],
    maxPositionals: 0,
    engines: noEngines,
    run: async () => (await import('./verify.ts')).verify(),
  },
  build: {
    summary: 'build the edge worker and the web assets into dist/',
    synopsis: '',
    help: [],
    flags: [],
    maxPositionals: 0,
    engines: noEngines,
    run: async (input) => (await import('./build.ts')).build(input),
  },
  bench: {
    summary: 'measure a named case',
    synopsis: '[NAME] [--json]',
    help: ['Without a name: the list of cases.'],
    flags: [],
    maxPositionals: 0,
    passThrough: true,
    engines: servingEngines,
    run: async ({ positionals }) => (await import('./bench.ts')).bench(positionals),
  },
  wrangler: {
    summary: 'run the pinned wrangler with a Node.js that is new enough for it',
    synopsis: 'ARGUMENTS…',
    help: ['Everything after the verb goes to wrangler, for example: ./kinora wrangler deploy --dry-run'],
    flags: [],
    maxPositionals: 0,
    passThrough: true,
    engines: noEngines,
    run: async ({ positionals }) => (await import('./wrangler.ts')).wrangler(positionals),
  },
};
