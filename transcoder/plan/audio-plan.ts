import { languageName } from '../../shared/media/languages.ts';

/** One audio stream of the source. */
export type ProbedAudio = {
  streamIndex: number;
  /** Canonical BCP 47; `null` when unknown. */
  language: string | null;
  channels: number;
  isDefault: boolean;
};

/** One audio track of the published set. */
export type AudioTrack = {
  /** Folder and playlist name: `audio` for the one that plays first, then `audio-fr`, `audio-en-51`. */
  name: string;
  streamIndex: number;
  language: string | null;
  /** What menus show. */
  label: string;
  layout: 'stereo' | '5.1';
  kbps: number;
};

/** A film disc has a dozen; what is more costs time and is hardly ever heard. */
const maxLanguages = 12;

/**
 * One stereo track for each language, the default stream's first, and a 5.1 track more where the source has one. Of
 * several streams in one language the default one counts, else the first: the others are commentaries.
 */
export function planAudio(
  streams: readonly ProbedAudio[],
  bitrate: { stereoKbps: number; surroundKbps: number },
): AudioTrack[] {
  const primary = streams.find((stream) => stream.isDefault) ?? streams[0];
  if (!primary) return [];
  const ordered = [primary, ...streams.filter((stream) => stream !== primary)];
  const languages = [...new Set(ordered.map((stream) => stream.language))].slice(0, maxLanguages);
  return languages.flatMap((language, at): AudioTrack[] => {
    const same = ordered.filter((stream) => stream.language === language);
    const chosen = same.find((stream) => stream.isDefault) ?? same[0];
    if (!chosen) return [];
    const surround = [chosen, ...same].find((stream) => stream.channels >= 6);
    const name = at === 0 ? 'audio' : `audio-${language ?? 'und'}`.toLowerCase();
    const label = language === null ? 'Audio' : languageName(language);
    return [
      { ...{ name, language, label }, streamIndex: chosen.streamIndex, layout: 'stereo', kbps: bitrate.stereoKbps },
      ...(surround
        ? [
            {
              ...{ name: `${name}-51`, language, label: `${label} 5.1` },
              ...{ streamIndex: surround.streamIndex, layout: '5.1' as const, kbps: bitrate.surroundKbps },
            },
          ]
        : []),
    ];
  });
}
