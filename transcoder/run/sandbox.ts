import { existsSync } from 'node:fs';
import { spawnChild } from '../../platform/process/spawn-child.ts';

/** What a child process is put into before its program starts. Each part may be missing on a system without it. */
export type Sandbox = {
  /** argv that takes the network away, or `[]`. */
  noNetwork: readonly string[];
  /**
   * argv that gives up every privilege for good, or `[]`. A child with fewer than its parent can neither trace it nor
   * read its environment under /proc, root or not.
   */
  noPrivileges: readonly string[];
  prlimit: string | null;
  nice: string | null;
  memoryBytes: number;
};

const which = (name: string): string | null =>
  [`/usr/bin/${name}`, `/bin/${name}`].find((path) => existsSync(path)) ?? null;

/** Finds out what this system allows. An own network namespace has no interface at all, not even loopback. */
export async function detectSandbox(memoryBytes: number): Promise<Sandbox> {
  const [unshare, setpriv] = [which('unshare'), which('setpriv')];
  const noNetwork = unshare
    ? await firstThatWorks([
        [unshare, '--net', '--'],
        [unshare, '--user', '--map-current-user', '--net', '--'],
      ])
    : [];
  // Entering a user namespace drops the parent-death signal, so it is set again inside.
  const again = [setpriv ?? '', '--pdeathsig', 'KILL'];
  const noPrivileges = setpriv
    ? await firstThatWorks(
        [
          [...again, '--no-new-privs', '--bounding-set', '-all', '--inh-caps', '-all', '--'],
          [...again, '--no-new-privs', '--'],
          [...again, '--'],
        ],
        noNetwork,
      )
    : [];
  return { noNetwork, noPrivileges, prlimit: which('prlimit'), nice: which('nice'), memoryBytes };
}

/** The first of `candidates` in which, inside `outer`, a program runs; `[]` when there is none. */
async function firstThatWorks(candidates: readonly string[][], outer: readonly string[] = []): Promise<string[]> {
  for (const candidate of candidates) {
    const [program = 'true', ...rest] = [...outer, ...candidate, 'true'];
    const { code } = await spawnChild({ argv: [program, ...rest], env: childEnv() }).exited;
    if (code === 0) return candidate;
  }
  return [];
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
    ...sandbox.noPrivileges,
    ...argv,
  ];
}

/** Children get no variable of ours: the environment holds keys. */
export const childEnv = (): Record<string, string> => ({
  PATH: process.env.PATH ?? '/usr/bin:/bin',
  LC_ALL: 'C.UTF-8',
});
