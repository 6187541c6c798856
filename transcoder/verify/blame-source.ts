import type { DecodeReport } from '../run/decode-report.ts';
import { MediaError, mediaMessages } from '../run/media-error.ts';
import { ToolError } from '../run/run-tool.ts';

/** ffmpeg that ends after decoding no picture, or fewer than it could not, tells of the file, not of this machine. */
export function blameSource(error: unknown, report: DecodeReport): unknown {
  if (!(error instanceof ToolError) || error.fault !== 'exit') return error;
  if (/Decoder .* not found|Decoding requested, but no decoder/i.test(error.stderrTail))
    return new MediaError('unsupported_media', mediaMessages.notVideo, { cause: error });
  const isRefused = report.refusedPackets > Math.max(3, report.framesDecoded);
  const isUnread =
    report.framesDecoded === 0 &&
    /Invalid data found|Error while decoding|does not contain any stream/.test(error.stderrTail);
  return isRefused || isUnread ? new MediaError('corrupt_media', mediaMessages.damaged, { cause: error }) : error;
}
