import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildAll } from '../../cli/build/build.ts';
import { generationFiles, objectKeys } from '../../shared/media/object-keys.ts';
import { importPlaybackKeys } from '../../shared/tokens/playback-keys.ts';
import { signPlaybackToken, verifyPlaybackToken } from '../../shared/tokens/playback-token.ts';
import { tempDir } from '../../testkit/services.ts';
import { type BenchCase, median, pairedRatio } from '../bench-case.ts';
import { startWorkerd, type WorkerdUnderLoad } from '../workerd-under-load.ts';

const requests = 20_000;
const secret = () => crypto.getRandomValues(Buffer.alloc(32)).toString('base64url');

/** The CPU of an authorised manifest against a bare Hono hello, both in plain workerd. */
export const edgeCase: BenchCase = {
  name: 'edge',
  summary: 'CPU of an authorised manifest at the edge ÷ a bare Hono hello in the same workerd',
  budgets: { manifest_vs_hello: '(goal ≤ 1.5)' },
  async run({ runs, note }) {
    await using dir = await tempDir();
    const playbackKeys = `k1:${secret()}`;
    const keys = await importPlaybackKeys(playbackKeys);
    const videoId = 'benchmark__';
    const claims = { videoId, sessionId: crypto.randomUUID(), expiresAtSec: 4_000_000_000, ladderCap: 0 };
    const token = await signPlaybackToken(claims, keys);
    const manifestPath = `/p/${token}/${objectKeys.generationPrefix(videoId, 'g1').slice('media/'.length)}${generationFiles.hlsMaster}`;

    const manifest = mediaPlaylist(25 * 1024);
    using origin = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      fetch: () => new Response(manifest, { headers: { etag: '"m"' } }),
    });
    const originAddress = `127.0.0.1:${origin.port}`;
    const env = {
      ORIGIN_URL: `http://${originAddress}`,
      PUBLIC_URL: 'http://127.0.0.1:1',
      DATABASE_URL: 'http://127.0.0.1:1',
      INTERNAL_KEY: secret(),
      PLAYBACK_KEYS: playbackKeys,
    };
    const { worker } = await buildAll(join(dir.path, 'dist'));
    const start = async (name: string, bundlePath: string, readyPath: string) => {
      const home = join(dir.path, name);
      await mkdir(home);
      return startWorkerd({ bundlePath, dir: home, originAddress, env, readyPath });
    };
    const servers: WorkerdUnderLoad[] = [];
    try {
      const hello = await start('hello', await buildHello(dir.path), '/hello');
      servers.push(hello);
      const edge = await start('edge', worker.path, '/healthz');
      servers.push(edge);
      const micros = { hello: [] as number[], manifest: [] as number[] };
      await Promise.all([hello.cpuMicrosPerRequest('/hello', 3_000), edge.cpuMicrosPerRequest(manifestPath, 3_000)]);
      for (let run = 0; run < runs; run++) {
        micros.hello.push(await hello.cpuMicrosPerRequest('/hello', requests));
        micros.manifest.push(await edge.cpuMicrosPerRequest(manifestPath, requests));
        note(
          `run ${run + 1}: hello ${micros.hello.at(-1)?.toFixed(1)} µs, manifest ${micros.manifest.at(-1)?.toFixed(1)} µs`,
        );
      }
      return {
        figures: {
          hello_cpu_us: median(micros.hello),
          manifest_cpu_us: median(micros.manifest),
          manifest_bytes: manifest.length,
          token_check_us_in_bun: await tokenCheckMicros(token, keys),
          bundle_gzip_bytes: worker.gzipBytes,
        },
        ratios: { manifest_vs_hello: pairedRatio(micros.manifest, micros.hello) },
      };
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
    }
  },
};

/** A playlist of about `bytes` bytes, as long videos have. */
function mediaPlaylist(bytes: number): string {
  let text =
    '#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:4\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-MAP:URI="../360p/init.mp4"\n';
  for (let number = 1; text.length < bytes; number++)
    text += `#EXTINF:4.000,\n../360p/${String(number).padStart(5, '0')}.m4s\n`;
  return `${text}#EXT-X-ENDLIST\n`;
}

/** hello-worker bundled like the real one; it exports an empty room class because the configuration names it. */
async function buildHello(dir: string): Promise<string> {
  const entry = join(import.meta.dir, '../hello-worker.ts');
  const built = await Bun.build({
    entrypoints: [entry],
    target: 'browser',
    format: 'esm',
    minify: true,
    external: ['cloudflare:*'],
  });
  const path = join(dir, 'hello.js');
  await Bun.write(path, (await built.outputs[0]?.text()) ?? '');
  return path;
}

async function tokenCheckMicros(token: string, keys: Awaited<ReturnType<typeof importPlaybackKeys>>): Promise<number> {
  const checks = 50_000;
  const nowSec = Math.floor(Date.now() / 1000);
  const before = process.cpuUsage();
  for (let check = 0; check < checks; check++) await verifyPlaybackToken(token, keys, nowSec);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / checks;
}
