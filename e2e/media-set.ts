import { join } from 'node:path';
import { requireEngine } from '../testkit/engines.ts';

/** A media playlist as a player sees it: absolute URLs, in order. */
export type MediaPlaylist = {
  url: string;
  initUrl: string;
  segmentUrls: string[];
  durationsSec: number[];
  ended: boolean;
};

export async function fetchText(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} for a manifest`);
  return response.text();
}

/** Renditions of a multivariant playlist (RFC 8216 §4.4.6): the variants by their height, and the audio group. */
export async function readMaster(masterUrl: string): Promise<{ variants: Map<number, string>; audio: string[] }> {
  const lines = (await fetchText(masterUrl)).split('\n');
  const variants = new Map<number, string>();
  const audio: string[] = [];
  for (const [index, line] of lines.entries()) {
    const height = /^#EXT-X-STREAM-INF:.*RESOLUTION=\d+x(\d+)/.exec(line)?.[1];
    if (height !== undefined) variants.set(Number(height), new URL(lines[index + 1] ?? '', masterUrl).href);
    const uri = /^#EXT-X-MEDIA:.*TYPE=AUDIO.*URI="([^"]+)"/.exec(line)?.[1];
    if (uri !== undefined) audio.push(new URL(uri, masterUrl).href);
  }
  return { variants, audio };
}

export async function readMediaPlaylist(url: string): Promise<MediaPlaylist> {
  const text = await fetchText(url);
  const map = /#EXT-X-MAP:URI="([^"]+)"/.exec(text)?.[1];
  if (map === undefined) throw new Error('a media playlist without EXT-X-MAP');
  const lines = text.split('\n');
  return {
    url,
    initUrl: new URL(map, url).href,
    segmentUrls: lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => new URL(line, url).href),
    durationsSec: lines.flatMap((line) => /^#EXTINF:([\d.]+)/.exec(line)?.[1] ?? []).map(Number),
    ended: lines.includes('#EXT-X-ENDLIST'),
  };
}

/** Every segment file that a DASH manifest with SegmentTemplate and SegmentTimeline names, as absolute URLs. */
export function dashSegmentUrls(mpd: string, mpdUrl: string): Set<string> {
  const urls = new Set<string>();
  for (const [, attributes = '', timeline = ''] of mpd.matchAll(
    /<SegmentTemplate([^>]*)>([\s\S]*?)<\/SegmentTemplate>/g,
  )) {
    const media = /media="([^"]+)"/.exec(attributes)?.[1];
    let number = Number(/startNumber="(\d+)"/.exec(attributes)?.[1] ?? 1);
    if (media === undefined) throw new Error('a SegmentTemplate without media');
    for (const [, entry = ''] of timeline.matchAll(/<S ([^>]*)\/>/g)) {
      const repeats = Number(/\br="(\d+)"/.exec(entry)?.[1] ?? 0);
      for (let index = 0; index <= repeats; index++) {
        const name = media.replace(/\$Number%0(\d+)d\$/, (_, width) => String(number).padStart(Number(width), '0'));
        urls.add(new URL(name, mpdUrl).href);
        number += 1;
      }
    }
  }
  return urls;
}

/** Init segment plus one media segment, as a file that ffprobe opens. */
export async function segmentFile(playlist: MediaPlaylist, index: number, dir: string): Promise<string> {
  const path = join(dir, `${crypto.randomUUID()}.mp4`);
  const bodies = await Promise.all(
    [playlist.initUrl, playlist.segmentUrls[index] ?? ''].map(async (url) => (await fetch(url)).arrayBuffer()),
  );
  await Bun.write(path, new Blob(bodies));
  return path;
}

/** `pts_time` and `flags` of every video packet in decoding order, K first in `flags` for a key frame. */
export async function videoPackets(path: string): Promise<{ ptsSec: number; isKey: boolean }[]> {
  const argv = [
    '-v',
    'error',
    '-select_streams',
    'v:0',
    '-show_entries',
    'packet=pts_time,flags',
    '-of',
    'csv=p=0',
    path,
  ];
  const probe = Bun.spawn([requireEngine('ffprobe'), ...argv], { stdout: 'pipe', stderr: 'ignore' });
  const rows = (await new Response(probe.stdout).text()).trim().split('\n');
  return rows.filter(Boolean).map((row) => {
    const [pts = '', flags = ''] = row.split(',');
    return { ptsSec: Number(pts), isKey: flags.startsWith('K') };
  });
}
