/** One report of `ffmpeg -progress`. */
export type FfmpegProgress = { frame: number; outTimeSec: number; isEnd: boolean };

/**
 * Parses the `key=value` lines of `-progress`; calls `onReport` at the `progress=` line that ends each block.
 * Times may be `N/A` or negative before the first packet.
 */
export function ffmpegProgressParser(onReport: (progress: FfmpegProgress) => void): (line: string) => void {
  let frame = 0;
  let outTimeSec = 0;
  return (line) => {
    const at = line.indexOf('=');
    const [key, value] = [line.slice(0, at), line.slice(at + 1).trim()];
    if (key === 'frame') frame = finite(value, frame);
    // out_time_ms holds microseconds as well, by an old mistake; out_time_us says what it is.
    else if (key === 'out_time_us') outTimeSec = Math.max(outTimeSec, finite(value, 0) / 1e6);
    else if (key === 'progress') onReport({ frame, outTimeSec, isEnd: value === 'end' });
  };
}

function finite(text: string, otherwise: number): number {
  const value = Number(text);
  return text !== '' && Number.isFinite(value) ? value : otherwise;
}
