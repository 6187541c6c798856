import { existsSync } from 'node:fs';
import { spawnChild } from '../../platform/process/spawn-child.ts';

/** What a child process is put into before its program starts. Each part may be missing on a system without it. */
export type Sandbox = {
  /** argv that takes the network away, or `[]`. */
  noNetwork: readonly string[];
  prlimit: string | null;
  nice: string | null;
  memoryBytes: number;
};

const which = (name: string): string | null =>
  [`/usr/bin/${name}`, `/bin/${name}`].find((path) => existsSync(path)) ?? null;

/** Finds out what this system allows. An own network namespace has no interface at all, not even loopback. */
export async function detectSandbox(memoryBytes: number): Promise<Sandbox> {
  const [unshare, setpriv] = [which('unshare'), which('setpriv')];
  // Entering a user namespace drops the parent-death signal, so it is set again inside.
  const again = setpriv ? [setpriv, '--pdeathsig', 'KILL', '--'] : [];
  const candidates = unshare
    ? [
        [unshare, '--net', '--'],
        [unshare, '--user', '--map-current-user', '--net', '--', ...again],
      ]
    : [];
  let noNetwork: string[] = [];
  for (const candidate of candidates)
    if (
      (await spawnChild({ argv: [candidate[0] ?? '', ...candidate.slice(1), 'true'], env: childEnv() }).exited).code ===
      0
    ) {
      noNetwork = candidate;
      break;
    }
  return { noNetwork, prlimit: which('prlimit'), nice: which('nice'), memoryBytes };
}

/**
 * The whole argv of a sandboxed program. Memory is limited as written data (RLIMIT_DATA): the address space that
 * threads only reserve does not count, so the limit is close to real use.
 */
export function sandboxed(sandbox: Sandbox, argv: readonly string[], options: { niceness?: number } = {}): string[] {
  return [
    ...(sandbox.nice && options.niceness ? [sandbox.nice, '-n', String(options.niceness)] : []),
    ...(sandbox.prlimit ? [sandbox.prlimit, `--data=${sandbox.memoryBytes}`, '--core=0', '--'] : []),
    ...sandbox.noNetwork,
    ...argv,
  ];
}

/** Children get no variable of ours: the environment holds keys. */
export const childEnv = (): Record<string, string> => ({
  PATH: process.env.PATH ?? '/usr/bin:/bin',
  LC_ALL: 'C.UTF-8',
});
