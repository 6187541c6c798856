import { cleanVttText } from '../../../shared/captions/cue-text.ts';
import { say } from '../../messages.ts';
import type { CueRow } from './cue-row.ts';
import { isTimed } from './edit-cues.ts';

export type Preview = {
  /** Has the player show a caption as it is now. */
  renew(row: CueRow): void;
  remove(row: CueRow): void;
};

/** Shows captions on the video while they are written, and marks those that are on it now. */
export function startPreview(video: HTMLVideoElement, language: string): Preview {
  const track = video.addTextTrack('captions', say('captions.list'), language);
  track.mode = 'showing';
  const shown = new Map<CueRow, TextTrackCue>();

  function remove(row: CueRow): void {
    const cue = shown.get(row);
    if (cue) track.removeCue(cue);
    shown.delete(row);
  }

  track.addEventListener('cuechange', () => {
    const active = new Set(track.activeCues ?? []);
    for (const [row, cue] of shown) row.element.classList.toggle('cue-now', active.has(cue));
  });
  return {
    renew(row) {
      remove(row);
      const { cue } = row;
      row.element.classList.remove('cue-now');
      if (!isTimed(cue) || cue.endMs <= cue.startMs) return;
      const added = new VTTCue(cue.startMs / 1000, cue.endMs / 1000, cleanVttText(cue.text));
      shown.set(row, added);
      track.addCue(added);
    },
    remove,
  };
}
