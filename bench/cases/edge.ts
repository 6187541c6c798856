import { type BenchCase, median, pairedRatio } from '../bench-case.ts';
import { type EdgeStand, startEdgeStand } from '../edge-stand.ts';
import { measureRoom } from '../room-sockets.ts';

const REQUESTS = 10_000;
/** Of a megabyte each. */
const SEGMENT_REQUESTS = 1_000;
const TOKEN_CHECKS = 50_000;
const ACCESS_TOKEN_CHECKS = 10_000;
const ROOM = { sockets: 2_000, posts: 20 };

/** What authorising, routing and caching at the edge cost, in plain workerd, against the least that any worker costs. */
export const edgeCase: BenchCase = {
  name: 'edge',
  summary: 'CPU at the edge: manifests, segments, metadata and comments against bare workers; rooms of 2,000',
  budgets: {
    manifest_vs_hello: '(goal ≤ 1.5)',
    metadata_vs_hello: '(goal ≤ 1.3)',
    comments_vs_hello: '(goal ≤ 1.5)',
    segment_throughput_vs_proxy: '(goal ≥ 0.9)',
  },
  async run({ runs, note }) {
    await using stand = await startEdgeStand();
    const { hello, edge, paths, token, accessToken } = stand;
    const subjects = {
      hello: () => hello.cpuMicrosPerRequest(paths.hello, REQUESTS),
      manifest: () => edge.cpuMicrosPerRequest(paths.manifest, REQUESTS),
      metadata: () => edge.cpuMicrosPerRequest(paths.metadata, REQUESTS),
      comments: () => edge.cpuMicrosPerRequest(paths.comments, REQUESTS),
      playback: () => edge.cpuMicrosPerRequest(paths.playback, REQUESTS),
      proxiedSegment: () => hello.cpuMicrosPerRequest(paths.proxiedSegment, SEGMENT_REQUESTS),
      segment: () => edge.cpuMicrosPerRequest(paths.segment, SEGMENT_REQUESTS),
    };
    const names = Object.keys(subjects) as (keyof typeof subjects)[]; // what Object.keys of a literal gives
    const micros = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<
      (typeof names)[number],
      number[]
    >;
    for (const name of names) await subjects[name](); // warm
    for (let run = 0; run < runs; run++) {
      for (const name of names) micros[name].push(await subjects[name]());
      note(`run ${run + 1}: ${names.map((name) => `${name} ${micros[name].at(-1)?.toFixed(0)} µs`).join(', ')}`);
    }
    const room = await measureRoom({ edgeUrl: edge.url, ...stand, ...ROOM });
    note(
      `room of ${room.sockets}: median ${room.postToAllMedianMs.toFixed(0)} ms, p99 ${room.postToAllP99Ms.toFixed(0)} ms`,
    );
    const coldStart = await measureColdStart(stand, runs);
    return {
      figures: {
        hello_cpu_us: median(micros.hello),
        manifest_cpu_us: median(micros.manifest),
        metadata_cpu_us: median(micros.metadata),
        comments_cpu_us: median(micros.comments),
        playback_cpu_us: median(micros.playback),
        segment_1mb_cpu_us: median(micros.segment),
        proxied_1mb_cpu_us: median(micros.proxiedSegment),
        token_check_us: await checkMicros(stand, `/playback/${token}`, TOKEN_CHECKS, runs),
        access_token_first_us: await checkMicros(stand, `/access-first/${accessToken}`, ACCESS_TOKEN_CHECKS, runs),
        access_token_seen_us: await checkMicros(stand, `/access-seen/${accessToken}`, TOKEN_CHECKS, runs),
        cold_start_cpu_ms: coldStart,
        room_sockets: room.sockets,
        room_post_to_all_p99_ms: room.postToAllP99Ms,
        bundle_gzip_bytes: stand.bundleGzipBytes,
      },
      ratios: {
        manifest_vs_hello: pairedRatio(micros.manifest, micros.hello),
        metadata_vs_hello: pairedRatio(micros.metadata, micros.hello),
        comments_vs_hello: pairedRatio(micros.comments, micros.hello),
        segment_throughput_vs_proxy: pairedRatio(micros.proxiedSegment, micros.segment),
      },
    };
  },
};

/** CPU from process start to the first answer, beyond what a worker that does nothing takes. Milliseconds. */
async function measureColdStart({ start }: EdgeStand, runs: number): Promise<number> {
  const startCpuMs = async (name: 'hello' | 'edge') => {
    const server = await start(name);
    try {
      return (await server.cpuMicrosSinceStart()) / 1000;
    } finally {
      await server.stop();
    }
  };
  const differences: number[] = [];
  for (let run = 0; run < runs; run++) differences.push((await startCpuMs('edge')) - (await startCpuMs('hello')));
  return median(differences);
}

/** What one of the checks behind `path` takes; an answer says how many it made. */
async function checkMicros({ checks }: EdgeStand, path: string, times: number, runs: number): Promise<number> {
  const perRequest = Number(await (await fetch(checks.url + path)).text());
  const micros: number[] = [];
  for (let run = 0; run < runs; run++)
    micros.push((await checks.cpuMicrosPerRequest(path, times / perRequest)) / perRequest);
  return median(micros);
}
