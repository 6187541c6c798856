/** What ffmpeg says at verbose level when it ends: what the demuxer gave and what the decoder made of it. */
export type DecodeReport = {
  packetsRead: number;
  framesDecoded: number;
  /** Packets that the decoder refused. */
  refusedPackets: number;
  /** Decoder complaints that each stand for one broken picture. */
  damagedFrames: number;
};

/** Collects a `DecodeReport` of input stream `streamIndex` from stderr lines at `-loglevel level+verbose`. */
export function decodeReportParser(streamIndex: number): {
  onLine: (line: string) => void;
  report: () => DecodeReport;
} {
  const total = new RegExp(
    `Input stream #0:${streamIndex} \\((?:video|audio)\\): (\\d+) packets read .*; (\\d+) frames decoded`,
  );
  const refused = new RegExp(
    `Error while decoding stream #0:${streamIndex}\\b|#0:${streamIndex}\\b.*Error submitting (a )?packet to (the )?decoder`,
  );
  const report: DecodeReport = { packetsRead: 0, framesDecoded: 0, refusedPackets: 0, damagedFrames: 0 };
  return {
    onLine(line) {
      if (/\] concealing \d+ DC|corrupt decoded frame/.test(line)) report.damagedFrames++;
      if (refused.test(line)) report.refusedPackets++;
      const [, packets, frames] = total.exec(line) ?? [];
      if (packets === undefined) return;
      report.packetsRead = Number(packets);
      report.framesDecoded = Number(frames);
    },
    report: () => ({ ...report }),
  };
}

/** Codecs whose packets need not each give a picture (hidden reference frames, packed B-frames). */
const looseCodecs = new Set([
  'vp8',
  'mpeg4',
  'msmpeg4v3',
  'msmpeg4v2',
  'wmv1',
  'wmv2',
  'wmv3',
  'vc1',
  'rv40',
  'theora',
]);

/**
 * True when too much of the video could not be decoded. Recordings often lose a frame at either end, so a few are
 * forgiven; in interlaced video two packets (fields) may make one frame.
 */
export function isDamaged(report: DecodeReport, source: { codec: string; interlaced: boolean }): boolean {
  const { packetsRead, framesDecoded, damagedFrames } = report;
  if (framesDecoded === 0) return true;
  const packetsPerFrame = source.interlaced && framesDecoded <= packetsRead * 0.6 ? 2 : 1;
  // An edit list (a video trimmed on a phone) has pictures decoded only for others to build on: no harm without complaint.
  const lost = Math.min(packetsRead / packetsPerFrame - framesDecoded, report.refusedPackets);
  const forgiven = looseCodecs.has(source.codec) ? 0.1 : 0.005;
  return lost > Math.max(3, packetsRead * forgiven) || damagedFrames > Math.max(5, packetsRead * 0.02);
}
