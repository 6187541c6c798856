import type { Probe, ProbedVideo } from '../probe/parse-probe.ts';
import { STDIN } from '../probe/probe-argv.ts';
import { type ProbeOptions, readProbe } from '../probe/probe-source.ts';
import { MediaError } from '../run/media-error.ts';
import { readInOrder } from './read-in-order.ts';
import type { Arriving } from './source-cache.ts';

/**
 * Finds out what an original is from its front and its index, before the rest has arrived. `null` where only the whole
 * can tell, and for whatever is wrong with it.
 */
export async function probeArriving(
  source: Arriving,
  options: ProbeOptions,
): Promise<(Probe & { video: ProbedVideo }) | null> {
  const letGo = source.hold();
  try {
    const inOrder = await readInOrder(source);
    if (!inOrder) return null;
    const guard = { container: inOrder.container, maxPixels: options.limits.maxPixels };
    const probe = await readProbe(STDIN, guard, { ...options, stdin: inOrder.stream() });
    const { durationSec, video, info } = probe;
    // The length of a Matroska track stands in a tag, which may be at the end.
    if (durationSec <= 0 || durationSec > options.limits.maxDurationSec || video.durationSec === null) return null;
    const bitrate = Math.round((source.sizeBytes * 8) / durationSec);
    return { ...probe, info: { ...info, bitrate_bps: info.bitrate_bps ?? bitrate } };
  } catch (error) {
    if (error instanceof MediaError) return null;
    throw error;
  } finally {
    letGo();
  }
}
