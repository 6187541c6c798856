import { formatTime } from '../../shared/captions/cue.ts';

/** Small pictures of a video at steady times, for the preview over the seek bar. */
export type StoryboardPlan = {
  /** Between two tiles. */
  intervalSec: number;
  tileCount: number;
  tileWidth: number;
  tileHeight: number;
  /** Tiles on one sheet, each way. */
  columns: number;
  rows: number;
};

const tileLongSide = 160;
/** From which duration on which interval, falling: denser would only make the download larger. */
const intervals: readonly [fromSec: number, intervalSec: number][] = [
  [3600, 10],
  [1800, 4],
  [300, 2],
  [0, 1],
];

export function planStoryboard(durationSec: number, picture: { width: number; height: number }): StoryboardPlan {
  const intervalSec = intervals.find(([fromSec]) => durationSec > fromSec)?.[1] ?? 1;
  const tileCount = Math.max(1, Math.ceil(Number((durationSec / intervalSec).toFixed(3))));
  const side = tileCount <= 25 ? 5 : 10;
  const scale = tileLongSide / Math.max(picture.width, picture.height);
  const even = (pixels: number) => Math.max(2, Math.round((pixels * scale) / 2) * 2);
  return {
    intervalSec,
    tileCount,
    tileWidth: even(picture.width),
    tileHeight: even(picture.height),
    columns: Math.min(side, tileCount),
    rows: Math.min(side, Math.ceil(tileCount / Math.min(side, tileCount))),
  };
}

export const sheetCount = (plan: StoryboardPlan): number => Math.ceil(plan.tileCount / (plan.columns * plan.rows));

/** Sheets are numbered from 1. */
export const sheetName = (number: number): string => `storyboard-${String(number).padStart(3, '0')}.jpg`;

/** Which part of which sheet shows what time: a WebVTT file of media fragments (W3C Media Fragments §4.2.2). */
export function storyboardVtt(plan: StoryboardPlan, durationSec: number): string {
  const perSheet = plan.columns * plan.rows;
  const cues = Array.from({ length: plan.tileCount }, (_, tile) => {
    const at = tile % perSheet;
    const x = (at % plan.columns) * plan.tileWidth;
    const y = Math.floor(at / plan.columns) * plan.tileHeight;
    const startMs = tile * plan.intervalSec * 1000;
    const endMs =
      tile === plan.tileCount - 1 ? Math.max(durationSec * 1000, startMs + 1) : startMs + plan.intervalSec * 1000;
    const sheet = sheetName(Math.floor(tile / perSheet) + 1);
    return `${formatTime(startMs)} --> ${formatTime(endMs)}\n${sheet}#xywh=${x},${y},${plan.tileWidth},${plan.tileHeight}\n`;
  });
  return `WEBVTT\n\n${cues.join('\n')}`;
}

/** Sheets into `${folder}/storyboard-001.jpg`… from the smallest rung at `inputPath`. */
export function storyboardArgv(plan: StoryboardPlan, inputPath: string, folder: string): string[] {
  // Key frames stand every two seconds: longer steps need no other picture.
  const onlyKeyFrames = plan.intervalSec >= 2;
  const filters = [
    // Rounding up: the tile of a time is the picture shown at that time, not one of the interval before.
    `fps=1/${plan.intervalSec}:round=up:start_time=0`,
    `scale=${plan.tileWidth}:${plan.tileHeight}:flags=area:out_range=pc`,
    'format=yuvj420p',
    `tile=${plan.columns}x${plan.rows}`,
  ];
  return [
    ...['-nostdin', '-hide_banner', '-nostats', '-y', '-loglevel', 'level+warning', '-progress', 'pipe:1'],
    ...(onlyKeyFrames ? ['-skip_frame', 'nokey'] : []),
    ...['-protocol_whitelist', 'file,pipe', '-f', 'mov', '-i', `file:${inputPath}`, '-an', '-sn', '-dn'],
    ...['-vf', filters.join(','), '-frames:v', String(sheetCount(plan)), '-q:v', '5'],
    ...['-f', 'image2', '-start_number', '1', `${folder}/storyboard-%03d.jpg`],
  ];
}
