import { open } from 'node:fs/promises';
import { hasOnlyClock, SNIFF_BYTES, sniffContainer } from '../../shared/media/sniff-container.ts';
import { MediaError, mediaMessages } from '../run/media-error.ts';
import { runTool, ToolError } from '../run/run-tool.ts';
import type { Sandbox } from '../run/sandbox.ts';
import { findMissingBoxes } from './check-boxes.ts';
import { type Probe, type ProbedVideo, parseProbe } from './parse-probe.ts';
import { type InputGuard, packetTimesArgv, probeArgv } from './probe-argv.ts';
import { soundAsVideo } from './sound-as-video.ts';

export type SourceLimits = { maxDurationSec: number; maxPixels: number; maxStreams: number };

export type ProbeOptions = {
  ffprobe: string;
  sandbox: Sandbox;
  limits: SourceLimits;
  maxFrameRate: number;
  signal: AbortSignal;
};

const probeDeadlineMs = 30_000;
const scanDeadlineMs = 600_000;
const maxOutputChars = 8 * 1024 * 1024;

/**
 * Finds out what the file at `path` is. Throws `MediaError`: `unsupported_media` when it has neither picture nor sound,
 * `corrupt_media` when it is one but cannot be read to its end, `limits_exceeded`.
 */
export async function probeSource(path: string, options: ProbeOptions): Promise<Probe & { video: ProbedVideo }> {
  const guard: InputGuard = { container: await sniffFile(path), maxPixels: options.limits.maxPixels };
  const probe = await readProbe(path, guard, options);
  const { video } = probe;
  const { maxDurationSec } = options.limits;
  const isBelieved = probe.durationSec > 0 && (probe.durationSec <= maxDurationSec || !hasOnlyClock(guard.container));
  const durationSec = isBelieved ? probe.durationSec : await scanDuration(path, guard, video.streamIndex, options);
  if (durationSec > maxDurationSec) throw new MediaError('limits_exceeded', mediaMessages.tooLong);
  return {
    ...probe,
    video: isBelieved ? video : { ...video, durationSec: null },
    durationSec,
    info: { ...probe.info, duration_sec: durationSec },
  };
}

async function sniffFile(path: string): Promise<InputGuard['container']> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size === 0) throw new MediaError('unsupported_media', mediaMessages.empty);
    const head = Buffer.alloc(SNIFF_BYTES);
    const { bytesRead } = await file.read(head, 0, SNIFF_BYTES, 0);
    const container = sniffContainer(head.subarray(0, bytesRead));
    if (!container) throw new MediaError('unsupported_media', mediaMessages.notVideo);
    if (container === 'mov' && (await findMissingBoxes(file, size)))
      throw new MediaError('corrupt_media', mediaMessages.truncated);
    return container;
  } finally {
    await file.close();
  }
}

/** What ffprobe says of the file at `path`, or of `stdin`; the duration is yet to be judged. Throws as `probeSource`. */
export async function readProbe(
  path: string,
  guard: InputGuard,
  options: ProbeOptions & { stdin?: ReadableStream<Uint8Array> },
): Promise<Probe & { video: ProbedVideo }> {
  const { json, isTooLarge } = await runProbe(path, guard, options);
  const probe = parseProbe(json, guard.container, { maxFrameRate: options.maxFrameRate });
  const { audioStreamIndex, info } = probe;
  const hasSoundAlone = !probe.video && !isTooLarge && audioStreamIndex !== null;
  const video = hasSoundAlone ? soundAsVideo(audioStreamIndex, info.audio[0]?.codec ?? 'unknown') : probe.video;
  if (probe.streamCount > options.limits.maxStreams)
    throw new MediaError('limits_exceeded', mediaMessages.tooManyStreams);
  if (probe.streamCount === 0) throw new MediaError('corrupt_media', mediaMessages.unreadable);
  if (!video && !isTooLarge) throw new MediaError('unsupported_media', mediaMessages.noVideo);
  if (
    !video ||
    video.codedWidth * video.codedHeight > options.limits.maxPixels ||
    video.displayWidth * video.displayHeight > options.limits.maxPixels
  )
    throw new MediaError('limits_exceeded', mediaMessages.tooLarge);
  return { ...probe, video };
}

async function runProbe(
  path: string,
  guard: InputGuard,
  options: ProbeOptions & { stdin?: ReadableStream<Uint8Array> },
): Promise<{ json: string; isTooLarge: boolean }> {
  const overflow = new AbortController();
  let json = '';
  let isTooLarge = false;
  try {
    await runTool({
      name: 'ffprobe',
      argv: [options.ffprobe, ...probeArgv(path, guard)],
      sandbox: options.sandbox,
      signal: AbortSignal.any([options.signal, overflow.signal]),
      deadlineMs: probeDeadlineMs,
      ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
      onStdoutLine: (line) => {
        if (json.length + line.length < maxOutputChars) json += `${line}\n`;
        else overflow.abort(new MediaError('limits_exceeded', mediaMessages.tooManyStreams));
      },
      onStderrLine: (line) => {
        isTooLarge ||= /Picture size|max_pixels/.test(line);
      },
    });
    return { json, isTooLarge };
  } catch (error) {
    if (error instanceof ToolError && error.fault === 'exit' && isTooLarge)
      throw new MediaError('limits_exceeded', mediaMessages.tooLarge, { cause: error });
    // ffprobe ran and said no, or hung on the content: either way it is the file.
    if (error instanceof ToolError && !/Cannot allocate memory/.test(error.stderrTail))
      throw new MediaError('corrupt_media', mediaMessages.unreadable, { cause: error });
    throw error;
  }
}

/**
 * Reads every packet's time (no decoding): recordings from browsers carry no duration in their header, and where a
 * clock may have jumped only the packets' own durations count.
 */
async function scanDuration(
  path: string,
  guard: InputGuard,
  streamIndex: number,
  options: ProbeOptions,
): Promise<number> {
  let [first, end, sum] = [Number.POSITIVE_INFINITY, 0, 0];
  await runTool({
    name: 'ffprobe packet scan',
    argv: [options.ffprobe, ...packetTimesArgv(path, guard, streamIndex)],
    sandbox: options.sandbox,
    signal: options.signal,
    deadlineMs: scanDeadlineMs,
    onStdoutLine: (line) => {
      const [ptsSec, durationSec] = line.split(',').map(Number);
      if (ptsSec === undefined || Number.isNaN(ptsSec)) return;
      const lengthSec = durationSec && durationSec > 0 ? durationSec : 0;
      first = Math.min(first, ptsSec);
      end = Math.max(end, ptsSec + lengthSec);
      sum += lengthSec;
    },
  });
  if (end <= 0) throw new MediaError('corrupt_media', mediaMessages.unreadable);
  if (hasOnlyClock(guard.container) && sum > 0) return sum;
  return Math.max(end - first, 0.001);
}
