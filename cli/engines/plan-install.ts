import { type EngineName, type PackageManager, packagesFor } from './engine-table.ts';

export type Machine = { has(program: string): boolean; isRoot: boolean; sudoWithoutPassword: boolean };

/** Commands to run in order until the engines are there: a fresh machine needs package lists first, others do not. */
export type Installer = { manager: PackageManager; attempts: [string, ...string[]][] };

/** How to get `missing` on this machine, or the one line that tells a person to. */
export function planInstall(missing: readonly EngineName[], machine: Machine): Installer | { byHand: string } {
  const aptPackages = packagesFor(missing, 'apt');
  const list = missing.join(', ');
  if (machine.has('apt-get')) {
    if (!machine.isRoot && !machine.sudoWithoutPassword)
      return { byHand: `${list} missing; install with: sudo apt-get install ${aptPackages.join(' ')}` };
    // RUNLEVEL=1 keeps packages from starting services: Kinora runs its own Redis on its own port.
    const environment = ['DEBIAN_FRONTEND=noninteractive', 'RUNLEVEL=1'];
    const prefix: [string, ...string[]] = machine.isRoot
      ? ['env', ...environment, 'apt-get']
      : ['sudo', '-n', 'env', ...environment, 'apt-get'];
    const options = ['-q', '-y', '-o', 'DPkg::Lock::Timeout=120', '--no-install-recommends'];
    const install: [string, ...string[]] = [...prefix, 'install', ...options, ...aptPackages];
    return { manager: 'apt', attempts: [install, [...prefix, 'update', '-q'], install] };
  }
  const brewPackages = packagesFor(missing, 'brew');
  const brewHasAll = missing.every((name) => packagesFor([name], 'brew').length > 0);
  if (machine.has('brew') && brewHasAll)
    return { manager: 'brew', attempts: [['brew', 'install', '--quiet', ...brewPackages]] };
  return { byHand: `${list} missing; install it and put it on PATH (Debian packages: ${aptPackages.join(' ')})` };
}
