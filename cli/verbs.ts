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
  upload: {
    summary: 'send video files to this installation or another one, going on where an earlier run stopped',
    synopsis: 'FILE… [--title TEXT] [--visibility public|unlisted|private] [--host URL] [OPTIONS]',
    help: [
      '--title TEXT             title of a single file; otherwise the name of each file',
      '--description TEXT       --category NAME   --language CODE   --tags ONE,TWO',
      '--visibility WHO         public (default), unlisted or private',
      '--channel ID             one of your channels; otherwise your first',
      '--host URL               the public address; otherwise KINORA_PUBLIC_URL or the server that runs here',
      '--api-key KEY            bearer token; KINORA_API_KEY keeps it out of the process list',
      '--parallel N             parts in flight at once, 4',
      '--wait playable|ready    wait for the encoding too',
      '--again                  make another video of a file that was sent before',
      jsonHelp,
      'Without a key: KINORA_EMAIL and KINORA_PASSWORD, or the terminal asks for them.',
      'Run the same command again after Ctrl-C, a crash or a lost connection: only what is missing is sent.',
      'Exit codes: 0 sent, 1 refused or failed, 2 wrong usage, 3 not signed in, 4 server out of reach, 130 stopped.',
    ],
    flags: ['again', 'json'],
    options: [
      ...['title', 'description', 'tags', 'category', 'language', 'visibility', 'channel'],
      ...['host', 'api-key', 'parallel', 'wait'],
    ],
    maxPositionals: 1_000,
    engines: noEngines,
    run: async (input) => (await import('./upload.ts')).upload(input),
  },
  admin: {
    summary: 'look after the running installation: its queues, and who may watch, sign in and write',
    synopsis: 'AREA ACTION [SUBJECT…] [--all] [--delete] [--reason TEXT] [--by-law] [--json]',
    help: [
      'jobs list            how full the queues are, and what failed',
      'jobs show VIDEO      its jobs, with the reason and the last words of the programs that failed',
      'jobs retry VIDEO…    process it again from its original',
      'jobs drop VIDEO…     remove its failed jobs; the video stays failed',
      'videos takedown VIDEO…   withhold it from everyone; its owner is told the --reason',
      'videos restore VIDEO…    take that back',
      'users suspend|restore USERNAME…   sign-in, writes and playback, theirs and of their videos',
      'users list           everybody, newest first',
      'users role USERNAME viewer|creator|moderator|admin',
      'users invite-link    a link that makes whoever opens it an admin, once',
      'channels verify|unverify HANDLE…   the mark that says you vouch for a channel',
      'mail list | mail show ID  what was written to people, and without a mail server what it says',
      'keys revoke KID…         refuse what this playback key signed, for good',
      'sessions revoke ID…      end a playback session',
      'storage setup            make the bucket and let pages of the public host (and of --origin URL) upload to it',
      'storage check            try everything that is asked of the object store, in plain words',
      'storage reconcile        compare the database and the object store, both ways',
      '--all            retry or drop everything that failed',
      '--delete         remove the objects that nothing refers to',
      '--reason TEXT    why a video is taken down',
      '--by-law         taken down because the law demands it, which viewers are told (451)',
      jsonHelp,
      'An id that begins with a dash goes after "--".',
    ],
    flags: ['all', 'by-law', 'delete', 'json'],
    options: ['origin', 'reason'],
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
