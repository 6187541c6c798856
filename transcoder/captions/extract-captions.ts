import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MAX_CAPTION_BYTES, toWebVtt } from '../../shared/captions/to-webvtt.ts';
import { AppError } from '../../shared/errors.ts';
import { contentTypeOf } from '../../shared/media/content-types.ts';
import { objectKeys } from '../../shared/media/object-keys.ts';
import { encodeDeadlineMs } from '../pipeline/deadlines.ts';
import type { ProbedText } from '../probe/parse-probe.ts';
import { guardArgv, type InputGuard, inputUrl } from '../probe/probe-argv.ts';
import { ffmpegProgressParser } from '../run/ffmpeg-progress.ts';
import { runTool, ToolError } from '../run/run-tool.ts';
import type { Run } from '../steps/step-deps.ts';

const niceness = 10;
/** A disc has thirty; each is a file to keep open. */
const maxLanguages = 40;

/**
 * Keeps the text subtitles of the original as captions of the video, unless the creator has brought some in the same
 * language. Subtitles that cannot be read are left out: they are no reason to fail a video.
 */
export async function extractCaptions(run: Run, signal: AbortSignal): Promise<void> {
  const { deps, plan, videoId } = run;
  const streams = chooseTexts(run.probe.textStreams);
  if (streams.length === 0) return;
  const pathOf = (stream: ProbedText) => join(run.workDir, `text-${stream.streamIndex}.vtt`);
  const guard = { container: plan.container, maxPixels: deps.limits.maxPixels };
  try {
    let onProgress: ((line: string) => void) | undefined;
    await runTool({
      name: 'ffmpeg captions',
      argv: [deps.tools.ffmpeg, ...extractArgv(streams, run.sourcePath, guard, pathOf)],
      ...{ sandbox: deps.sandbox, signal, niceness, stallMs: deps.stallMs, deadlineMs: encodeDeadlineMs(plan) },
      onStdoutLine: (line, alive) => {
        onProgress ??= ffmpegProgressParser(alive);
        onProgress(line);
      },
    });
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    deps.log.warn({ video_id: videoId, error: error.message }, 'captions of the original left out');
    return;
  }
  for (const stream of streams) {
    const key = objectKeys.caption(videoId, stream.language ?? 'und');
    if (await deps.store.head(key)) continue;
    try {
      const bytes = await readFile(pathOf(stream));
      if (bytes.byteLength > MAX_CAPTION_BYTES) throw new AppError('payload_too_large', 'too many captions');
      const vtt = new TextEncoder().encode(toWebVtt(bytes, 'vtt'));
      await deps.store.putBytes(key, vtt, { contentType: contentTypeOf(key) });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      deps.log.info({ video_id: videoId, key, reason: error.message }, 'captions of the original left out');
    }
  }
}

/** One for each language: the default one, else a complete one, else the first. */
export function chooseTexts(streams: readonly ProbedText[]): ProbedText[] {
  const rank = (stream: ProbedText) => (stream.isForced ? 0 : 2) + (stream.isDefault ? 1 : 0);
  const byLanguage = new Map<string | null, ProbedText>();
  for (const stream of streams) {
    const known = byLanguage.get(stream.language);
    if (!known || rank(stream) > rank(known)) byLanguage.set(stream.language, stream);
  }
  return [...byLanguage.values()].slice(0, maxLanguages);
}

export function extractArgv(
  streams: readonly ProbedText[],
  sourcePath: string,
  guard: InputGuard,
  pathOf: (stream: ProbedText) => string,
): string[] {
  return [
    ...['-nostdin', '-hide_banner', '-nostats', '-y', '-loglevel', 'level+warning', '-progress', 'pipe:1'],
    ...[...guardArgv(guard), '-i', inputUrl(sourcePath)],
    ...streams.flatMap((stream) => [
      ...['-map', `0:${stream.streamIndex}`, '-c:s', 'webvtt', '-map_metadata', '-1', '-f', 'webvtt', pathOf(stream)],
    ]),
  ];
}
