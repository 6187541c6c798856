import * as z from 'zod';
import type { FrameRate } from '../probe/frame-rate.ts';
import { perSecond } from '../probe/frame-rate.ts';
import { runTool } from '../run/run-tool.ts';
import type { Sandbox } from '../run/sandbox.ts';
import type { EncodedFile } from './verify-source.ts';

const schema = z.object({
  streams: z.array(
    z.object({
      codec_type: z.string(),
      nb_frames: z.coerce.number().optional(),
      duration: z.coerce.number().optional(),
    }),
  ),
});

/** Frame count and durations of a file that our own encoder wrote, from its sample table. */
export async function readEncoded(
  path: string,
  frameRate: FrameRate,
  options: { ffprobe: string; sandbox: Sandbox; signal: AbortSignal },
): Promise<EncodedFile> {
  let json = '';
  await runTool({
    name: 'ffprobe encoded file',
    argv: [
      ...([options.ffprobe, '-v', 'error', '-f', 'mov', '-protocol_whitelist', 'file'] as const),
      ...['-show_entries', 'stream=codec_type,nb_frames,duration', '-of', 'json', '-i', `file:${path}`],
    ],
    sandbox: options.sandbox,
    signal: options.signal,
    deadlineMs: 60_000,
    onStdoutLine: (line) => {
      json += line;
    },
  });
  const { streams } = schema.parse(JSON.parse(json));
  const frames = streams.find((stream) => stream.codec_type === 'video')?.nb_frames ?? 0;
  const audioSec = streams.find((stream) => stream.codec_type === 'audio')?.duration ?? 0;
  return { frames, videoSec: frames / perSecond(frameRate), audioSec };
}
