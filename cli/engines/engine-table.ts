/** Programs that are not on the package registry, and what brings them. */
export type Engine = {
  /** Lists of interchangeable names: one of each list must be on PATH. */
  programs: readonly (readonly string[])[];
  apt: readonly string[];
  /** Absent where Homebrew has none. */
  brew?: readonly string[];
};

export const engines = {
  ffmpeg: { programs: [['ffmpeg']], apt: ['ffmpeg'], brew: ['ffmpeg'] },
  ffprobe: { programs: [['ffprobe']], apt: ['ffmpeg'], brew: ['ffmpeg'] },
  'redis-server': { programs: [['redis-server', 'valkey-server']], apt: ['redis-server'], brew: ['redis'] },
  chromium: { programs: [['chromium', 'chromium-browser', 'google-chrome']], apt: ['chromium'] },
  curl: { programs: [['curl']], apt: ['curl'], brew: ['curl'] },
  jq: { programs: [['jq']], apt: ['jq'], brew: ['jq'] },
  clamd: { programs: [['clamd', '/usr/sbin/clamd']], apt: ['clamav-daemon'] },
  swift: {
    programs: [['swift-proxy-server'], ['swift-object-server'], ['swift-container-server'], ['swift-account-server']],
    // s3api imports the last one without Debian's packages saying so.
    apt: ['swift-proxy', 'swift-account', 'swift-container', 'swift-object', 'python3-keystonemiddleware'],
  },
  radosgw: {
    programs: [['radosgw'], ['ceph-mon'], ['ceph-osd'], ['ceph-mgr'], ['ceph']],
    apt: ['ceph-mon', 'ceph-osd', 'ceph-mgr', 'radosgw', 'ceph-common'],
  },
} as const satisfies Record<string, Engine>;

export type EngineName = keyof typeof engines;
export type PackageManager = 'apt' | 'brew';

/** Packages that bring `names`, each once, in order. */
export function packagesFor(names: readonly EngineName[], manager: PackageManager): string[] {
  const tables: Engine[] = names.map((name) => engines[name]);
  return [...new Set(tables.flatMap((engine) => engine[manager] ?? []))];
}

/** The engines among `names` that are not on this machine. */
export function missingEngines(
  names: readonly EngineName[],
  findProgram: (program: string) => string | null,
): EngineName[] {
  return names.filter((name) => {
    const programs: Engine['programs'] = engines[name].programs;
    return !programs.every((alternatives) => alternatives.some((program) => findProgram(program) !== null));
  });
}
