import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { Upload } from 'tus-js-client';
import { uploadFile } from '../../cli/upload/upload-file.ts';
import { noise } from '../../testkit/bytes.ts';
import { type S3Service, s3Environment, startS3, tempDir } from '../../testkit/services.ts';
import { type BenchCase, median, pairedRatio } from '../bench-case.ts';
import { startOriginProcess } from '../origin-process.ts';
import { cpuMicros, peakMemoryBytes, resetPeakMemory, residentBytes } from '../process-account.ts';
import { benchSettings } from '../settings.ts';

const gibibyte = 2 ** 30;
const partBytes = 8 * 2 ** 20;
const parallel = 4;
const uploadBytes = benchSettings().KINORA_BENCH_UPLOAD_BYTES ?? gibibyte;
const longUploadBytes = benchSettings().KINORA_BENCH_LONG_UPLOAD_BYTES ?? 4 * gibibyte;

type Origin = Awaited<ReturnType<typeof startOriginProcess>>;
type Cost = { wallSec: number; cpuSecPerGib: number };

/** The same file in the same parts, through Kinora and without it. */
export const uploadCase: BenchCase = {
  name: 'upload',
  summary:
    '1 GiB in presigned parts ÷ plain parallel PUTs to the same store, origin’s CPU and memory ' +
    '(KINORA_BENCH_UPLOAD_BYTES, KINORA_BENCH_LONG_UPLOAD_BYTES)',
  budgets: {
    filesystem_rate_vs_plain: '(goal ≥ 0.9)',
    filesystem_cpu_vs_bare_writer: '(goal ≤ 1.2)',
    s3_rate_vs_plain: '(goal ≥ 0.9)',
    origin_memory_vs_150_mb: '(goal ≤ 1)',
  },
  async run({ runs, note }) {
    await using dir = await tempDir();
    const path = join(dir.path, 'file.mp4');
    await makeFile(path, uploadBytes);
    const filesystem = await measureFilesystem(dir.path, path, runs, note);
    const s3 = await measureS3(path, runs, note);
    const medians = (costs: Cost[]) => median(costs.map(({ wallSec }) => wallSec));
    return {
      figures: {
        upload_mib: uploadBytes / 2 ** 20,
        filesystem_plain_wall_sec: medians(filesystem.plain),
        filesystem_presigned_wall_sec: medians(filesystem.presigned),
        filesystem_origin_cpu_sec_per_gib: median(filesystem.presigned.map(({ cpuSecPerGib }) => cpuSecPerGib)),
        filesystem_tus_origin_cpu_sec_per_gib: filesystem.tus.cpuSecPerGib,
        bare_writer_cpu_sec_per_gib: median(filesystem.plain.map(({ cpuSecPerGib }) => cpuSecPerGib)),
        s3_plain_wall_sec: medians(s3.plain),
        s3_presigned_wall_sec: medians(s3.presigned),
        s3_origin_cpu_sec_per_gib: median(s3.presigned.map(({ cpuSecPerGib }) => cpuSecPerGib)),
        s3_tus_origin_cpu_sec_per_gib: s3.tus.cpuSecPerGib,
        origin_idle_memory_mb: filesystem.idleBytes / 1e6,
        long_upload_mib: longUploadBytes / 2 ** 20,
        long_upload_peak_memory_mb: filesystem.peakBytes / 1e6,
        long_tus_peak_memory_mb: filesystem.tusPeakBytes / 1e6,
      },
      ratios: {
        filesystem_rate_vs_plain: rateRatio(filesystem),
        filesystem_cpu_vs_bare_writer: pairedRatio(
          filesystem.presigned.map(({ cpuSecPerGib }) => cpuSecPerGib),
          filesystem.plain.map(({ cpuSecPerGib }) => cpuSecPerGib),
        ),
        s3_rate_vs_plain: rateRatio(s3),
        origin_memory_vs_150_mb: Math.max(filesystem.peakBytes, filesystem.tusPeakBytes) / 150e6,
      },
    };
  },
};

const rateRatio = ({ plain, presigned }: { plain: Cost[]; presigned: Cost[] }) =>
  pairedRatio(
    plain.map(({ wallSec }) => wallSec),
    presigned.map(({ wallSec }) => wallSec),
  );

async function measureFilesystem(dir: string, path: string, runs: number, note: (line: string) => void) {
  const bareDir = join(dir, 'bare');
  await mkdir(bareDir);
  const bare = Bun.spawn([process.execPath, join(import.meta.dir, '../bare-writer.ts'), bareDir], { stdout: 'pipe' });
  const origin = await startOriginProcess({ KINORA_STORAGE_DIR: join(dir, 'objects') });
  try {
    const { value } = await bare.stdout.getReader().read();
    const bareUrl = new TextDecoder().decode(value).trim();
    const idleBytes = await residentBytes(origin.pid);
    note(`filesystem: ${megabytes(idleBytes)} before the first upload`);
    const plain: Cost[] = [];
    const presigned: Cost[] = [];
    for (let run = 0; run < runs; run++) {
      plain.push(await cost(bare.pid, () => putAll(path, async (number) => `${bareUrl}/${number}`)));
      // New files in every run, as Kinora's are: one that is written over gets the pages it has just given up.
      await rm(bareDir, { recursive: true });
      await mkdir(bareDir);
      presigned.push(await cost(origin.pid, () => send(origin, path)));
      await removeAll(origin, 'originals/');
      note(`filesystem, run ${run + 1}: ${words(plain.at(-1))} plain, ${words(presigned.at(-1))} presigned`);
    }
    const tus = await cost(origin.pid, () => sendByTus(origin, path));
    await removeAll(origin, 'originals/');
    note(`filesystem: ${words(tus)} by tus`);
    const long = join(dir, 'long.mp4');
    await makeFile(long, longUploadBytes);
    note(`long upload: a file of ${longUploadBytes / 2 ** 20} MiB is written`);
    const peakBytes = await peakDuring(origin.pid, () => send(origin, long));
    await removeAll(origin, 'originals/');
    note(`long upload: at most ${megabytes(peakBytes)} in parts`);
    const tusPeakBytes = await peakDuring(origin.pid, () => sendByTus(origin, long));
    note(`long upload: at most ${megabytes(tusPeakBytes)} by tus`);
    return { plain, presigned, tus, idleBytes, peakBytes, tusPeakBytes };
  } finally {
    bare.kill();
    await origin.stop();
  }
}

async function measureS3(path: string, runs: number, note: (line: string) => void) {
  const s3 = await startS3();
  const origin = await startOriginProcess({
    ...s3Environment(s3),
  });
  try {
    const plain: Cost[] = [];
    const presigned: Cost[] = [];
    const sign = plainUrls(s3);
    for (let run = 0; run < runs; run++) {
      plain.push(await cost(origin.pid, () => putAll(path, sign)));
      await removeAll(origin, 'plain/');
      presigned.push(await cost(origin.pid, () => send(origin, path)));
      await removeAll(origin, 'originals/');
      note(`S3, run ${run + 1}: ${words(plain.at(-1))} plain, ${words(presigned.at(-1))} presigned`);
    }
    const tus = await cost(origin.pid, () => sendByTus(origin, path));
    note(`S3: ${words(tus)} by tus`);
    return { plain, presigned, tus };
  } finally {
    await origin.stop();
    await s3.stop();
  }
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
const words = (run?: Cost) => `${run?.wallSec.toFixed(1)} s (${run?.cpuSecPerGib.toFixed(2)} CPU-s/GiB)`;

/** Wall time of `work`, and what the process `pid` spent meanwhile for each GiB of the file. */
async function cost(pid: number, work: () => Promise<void>): Promise<Cost> {
  const [startedAt, cpuBefore] = [performance.now(), await cpuMicros(pid)];
  await work();
  const wallSec = (performance.now() - startedAt) / 1000;
  return { wallSec, cpuSecPerGib: ((await cpuMicros(pid)) - cpuBefore) / 1e6 / (uploadBytes / gibibyte) };
}

async function peakDuring(pid: number, work: () => Promise<void>): Promise<number> {
  await resetPeakMemory(pid);
  await work();
  return peakMemoryBytes(pid);
}

async function putAll(path: string, urlOf: (partNumber: number) => Promise<string>): Promise<void> {
  const file = Bun.file(path);
  const numbers = Array.from({ length: Math.ceil(file.size / partBytes) }, (_, index) => index + 1);
  const worker = async () => {
    for (let number = numbers.shift(); number !== undefined; number = numbers.shift()) {
      const body = file.slice((number - 1) * partBytes, Math.min(number * partBytes, file.size));
      const response = await fetch(await urlOf(number), { method: 'PUT', body });
      if (!response.ok) throw new Error(`a plain PUT was answered ${response.status}`);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
}

function plainUrls(s3: S3Service): (partNumber: number) => Promise<string> {
  const { endpoint, region, accessKeyId, secretAccessKey, bucket: Bucket } = s3;
  const client = new S3Client({
    ...{ endpoint, region, credentials: { accessKeyId, secretAccessKey }, forcePathStyle: true },
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  return (partNumber) => getSignedUrl(client, new PutObjectCommand({ Bucket, Key: `plain/${partNumber}` }));
}

/** The whole way: creation, parts, completion. */
async function send(origin: Origin, path: string): Promise<void> {
  await uploadFile(origin.client, path, { parallel });
}

async function sendByTus(origin: Origin, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    new Upload(createReadStream(path), {
      endpoint: `${origin.url}/api/v1/tus`,
      headers: { authorization: `Bearer ${origin.accessToken}` },
      metadata: { filename: 'file.mp4', filetype: 'video/mp4' },
      uploadSize: Bun.file(path).size,
      chunkSize: 8 * partBytes,
      onSuccess: () => resolve(),
      onError: reject,
    }).start();
  });
}

/** Between the measurements, so that runs do not fill the disk. */
async function removeAll(origin: Origin, prefix: string): Promise<void> {
  await origin.store.delete((await Array.fromAsync(origin.store.list(prefix))).map(({ key }) => key));
}

/** Begins like an MP4 file, so that it is taken for one. */
async function makeFile(path: string, sizeBytes: number): Promise<void> {
  const writer = Bun.file(path).writer();
  const block = noise(partBytes, 11);
  block.set(Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isommp42', 'latin1'));
  for (let at = 0; at < sizeBytes; at += block.length) {
    writer.write(block.subarray(0, Math.min(block.length, sizeBytes - at)));
    await writer.flush();
  }
  await writer.end();
}
