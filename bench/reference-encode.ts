import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plan, Rung } from '../transcoder/plan/make-plan.ts';
import { perSecond } from '../transcoder/probe/frame-rate.ts';
import type { Tools } from '../transcoder/tools/find-tools.ts';
import { measureCommand } from './measure-command.ts';

// What somebody would type who wants the same ladder from ffmpeg and the packager alone: the same codec settings, no
// probing, checking, poster, progress or publishing.

/** CPU seconds of one ffmpeg that decodes once and splits to every rung, plus one packager run. */
export async function bareSplit(tools: Tools, plan: Plan, clip: string, dir: string): Promise<number> {
  const labels = plan.rungs.map((_, index) => `[s${index}]`).join('');
  const scales = plan.rungs.map((rung, index) => `[s${index}]${scale(rung)}[v${index}]`);
  const encode = await measureCommand([
    ...[tools.ffmpeg, '-nostdin', '-v', 'error', '-y', '-i', clip],
    ...['-filter_complex', `[0:v]split=${plan.rungs.length}${labels};${scales.join(';')}`],
    ...plan.rungs.flatMap((rung, index) => ['-map', `[v${index}]`, ...x264(plan, rung), '-an', output(dir, rung)]),
    ...audio(plan, dir),
  ]);
  return encode.cpuSec + (await pack(tools, plan, dir));
}

/** CPU seconds of one ffmpeg per rung, each with a decode of its own, plus one packager run. */
export async function onePerRung(tools: Tools, plan: Plan, clip: string, dir: string): Promise<number> {
  let cpuSec = 0;
  for (const rung of plan.rungs) {
    const sound = rung === plan.rungs[0] ? audio(plan, dir) : [];
    const argv = [tools.ffmpeg, '-nostdin', '-v', 'error', '-y', '-i', clip, '-map', '0:v', '-vf', scale(rung)];
    cpuSec += (await measureCommand([...argv, ...x264(plan, rung), '-an', output(dir, rung), ...sound])).cpuSec;
  }
  return cpuSec + (await pack(tools, plan, dir));
}

const output = (dir: string, rung: Rung) => join(dir, `${rung.name}.mp4`);
const scale = (rung: Rung) => `scale=${rung.width}:${rung.height},setsar=1`;

function x264(plan: Plan, rung: Rung): string[] {
  return [
    ...['-c:v', 'libx264', '-preset', plan.x264Preset, '-profile:v', 'high', '-pix_fmt', 'yuv420p'],
    ...['-crf', String(rung.crf), '-maxrate', `${rung.maxrateKbps}k`, '-bufsize', `${rung.bufsizeKbps}k`],
    ...['-g', String(rung.gopFrames), '-keyint_min', String(rung.gopFrames), '-sc_threshold', '0'],
    ...['-r', String(perSecond(rung.frameRate))],
  ];
}

const audio = (plan: Plan, dir: string) => [
  ...['-map', '0:a', '-vn', '-c:a', 'aac', '-b:a', `${plan.audioKbps}k`, '-ac', '2', join(dir, 'audio.mp4')],
];

async function pack(tools: Tools, plan: Plan, dir: string): Promise<number> {
  const set = join(dir, 'set');
  await mkdir(set, { recursive: true });
  const { cpuSec } = await measureCommand(
    [
      tools.packager,
      ...plan.rungs.map(
        (rung) =>
          `in=${output(dir, rung)},stream=video,init_segment=${rung.name}-init.mp4,segment_template=${rung.name}-$Number%05d$.m4s,playlist_name=${rung.name}.m3u8`,
      ),
      `in=${join(dir, 'audio.mp4')},stream=audio,init_segment=audio-init.mp4,segment_template=audio-$Number%05d$.m4s,playlist_name=audio.m3u8,hls_group_id=audio`,
      ...['--io_cache_size', '1048576', '--segment_duration', '4', '--fragment_duration', '4', '--quiet'],
      ...['--hls_master_playlist_output', 'master.m3u8', '--mpd_output', 'manifest.mpd', '--generate_static_live_mpd'],
    ],
    { cwd: set },
  );
  return cpuSec;
}
