import type { Container } from '../../shared/media/sniff-container.ts';

/** What every ffmpeg and ffprobe that reads a creator's file is started with. */
export type InputGuard = { container: Container; maxPixels: number };

const formats = 'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,flv,mpegts,mpeg,asf,ogg,mxf,mp3,wav,flac,aac';

/** Options that must stand before the input: the container is given, nothing else can be opened, no network exists. */
export function guardArgv(guard: InputGuard): string[] {
  return [
    ...['-protocol_whitelist', 'file,pipe', '-format_whitelist', formats],
    ...['-max_pixels', String(guard.maxPixels), '-f', guard.container],
  ];
}

/** In place of a path: what comes on the program's standard input. */
export const STDIN = '-';

/** `file:` keeps a colon or percent sign in the path from being read as a protocol or a pattern. */
export const inputUrl = (path: string): string => (path === STDIN ? 'pipe:0' : `file:${path}`);

export function probeArgv(path: string, guard: InputGuard): string[] {
  return [
    ...['-v', 'error', '-hide_banner', ...guardArgv(guard)],
    ...['-show_format', '-show_streams', '-of', 'json', '-i', inputUrl(path)],
  ];
}

/** One line per video packet: presentation time and duration. For containers whose header has no duration. */
export function packetTimesArgv(path: string, guard: InputGuard, streamIndex: number): string[] {
  return [
    ...['-v', 'error', '-hide_banner', ...guardArgv(guard), '-select_streams', String(streamIndex)],
    ...['-show_entries', 'packet=pts_time,duration_time', '-of', 'csv=p=0', '-i', inputUrl(path)],
  ];
}
