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
      return { byHand: `${list} missing; as root: apt-get update && apt-get install ${aptPackages.join(' ')}` };
    const environment = ['DEBIAN_FRONTEND=noninteractive'];
    const asRoot: [string, ...string[]] = machine.isRoot ? ['env'] : ['sudo', '-n', 'env'];
    const prefix: [string, ...string[]] = [...asRoot, ...environment, 'apt-get'];
    // What an interrupted installation left behind, perhaps one of ours: apt-get installs nothing before it is ended.
    const goOn: [string, ...string[]] = [...asRoot, ...environment, 'dpkg', '--configure', '-a'];
    const options = ['-q', '-y', '-o', 'DPkg::Lock::Timeout=120', '--no-install-recommends'];
    const install: [string, ...string[]] = [...prefix, 'install', ...options, ...aptPackages];
    // A package may start a service of its own, as redis-server does: Kinora's has another port, so both may run.
    return { manager: 'apt', attempts: [install, goOn, [...prefix, 'update', '-q'], install] };
  }
  const brewPackages = packagesFor(missing, 'brew');
  const brewHasAll = missing.every((name) => packagesFor([name], 'brew').length > 0);
  if (machine.has('brew') && brewHasAll)
    return { manager: 'brew', attempts: [['brew', 'install', '--quiet', ...brewPackages]] };
  return { byHand: `${list} missing; install it and put it on PATH (Debian packages: ${aptPackages.join(' ')})` };
}
