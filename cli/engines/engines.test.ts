import { describe, expect, test } from 'bun:test';
import { type EngineName, engines, missingEngines, packagesFor } from './engine-table.ts';
import { type Machine, planInstall } from './plan-install.ts';

const machine = (programs: string[], rights: Partial<Machine> = {}): Machine => ({
  has: (program) => programs.includes(program),
  isRoot: false,
  sudoWithoutPassword: false,
  ...rights,
});

describe('the engine table', () => {
  test('names each package once', () => {
    expect(packagesFor(['ffmpeg', 'ffprobe', 'redis-server'], 'apt')).toEqual(['ffmpeg', 'redis-server']);
    expect(packagesFor(['redis-server'], 'brew')).toEqual(['redis']);
  });

  test('finds what is missing, taking any of the interchangeable programs', () => {
    const all = Object.keys(engines) as EngineName[]; // the table's own keys
    const present = ['ffmpeg', 'valkey-server', 'google-chrome', 'radosgw', 'ceph-mon', 'curl', 'jq'];
    expect(missingEngines(all, (program) => (present.includes(program) ? `/bin/${program}` : null))).toEqual([
      'ffprobe',
      'clamd',
      'swift',
      'radosgw',
    ]);
  });
});

describe('the installation plan', () => {
  test('runs apt-get without questions; only after a failure it ends what was interrupted and refreshes the lists', () => {
    const plan = planInstall(['ffmpeg', 'redis-server'], machine(['apt-get'], { isRoot: true }));
    if ('byHand' in plan) throw new Error(plan.byHand);
    expect(plan.attempts.map((argv) => argv.slice(2, 4).join(' '))).toEqual([
      'apt-get install',
      'dpkg --configure',
      'apt-get update',
      'apt-get install',
    ]);
    expect(plan.attempts[0]).toContain('DEBIAN_FRONTEND=noninteractive');
    expect(plan.attempts[0]).toContain('--no-install-recommends');
    expect(plan.attempts[0]?.slice(-2)).toEqual(['ffmpeg', 'redis-server']);
  });

  test('uses sudo only when it asks for no password', () => {
    const plan = planInstall(['ffmpeg'], machine(['apt-get', 'sudo'], { sudoWithoutPassword: true }));
    if ('byHand' in plan) throw new Error(plan.byHand);
    expect(plan.attempts[0]?.slice(0, 2)).toEqual(['sudo', '-n']);
  });

  test('without rights is one line with the command to run', () => {
    const plan = planInstall(['ffprobe', 'redis-server'], machine(['apt-get']));
    expect(plan).toEqual({
      byHand: 'ffprobe, redis-server missing; as root: apt-get update && apt-get install ffmpeg redis-server',
    });
  });

  test('uses Homebrew where it has everything, and says what is missing where it has not', () => {
    const plan = planInstall(['ffmpeg', 'redis-server'], machine(['brew']));
    expect(plan).toEqual({ manager: 'brew', attempts: [['brew', 'install', '--quiet', 'ffmpeg', 'redis']] });
    expect(planInstall(['radosgw'], machine(['brew']))).toHaveProperty('byHand');
    expect(planInstall(['ffmpeg'], machine([]))).toHaveProperty('byHand');
  });
});
