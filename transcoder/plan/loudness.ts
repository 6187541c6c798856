import type { LoudnessTarget } from '../../shared/media/ladder.ts';

export type Loudness = { integratedLufs: number; truePeakDb: number };

/** ebur128 answers its gate, −70 LUFS, for silence. */
const silenceLufs = -69.5;
/** Smaller corrections cannot be heard. */
const smallestGainDb = 0.5;

/** The one linear gain that brings `measured` to the target without clipping; 0 for silence and small differences. */
export function gainFor(measured: Loudness | undefined, target: LoudnessTarget): number {
  if (!measured || !(measured.integratedLufs > silenceLufs)) return 0;
  const wantedDb = Math.min(target.maxGainDb, Math.max(-target.maxCutDb, target.targetLufs - measured.integratedLufs));
  const headroomDb = target.maxTruePeakDb - measured.truePeakDb;
  const gainDb = Number((Number.isFinite(headroomDb) ? Math.min(wantedDb, headroomDb) : wantedDb).toFixed(1));
  return Math.abs(gainDb) < smallestGainDb ? 0 : gainDb;
}

/** Collects the summaries that ebur128 filters named `ebur128@<name>` print when they end, by that name. */
export function loudnessParser(): { onLine: (line: string) => void; result: () => Map<string, Loudness> } {
  const found = new Map<string, Loudness>();
  let current: Loudness | null = null;
  return {
    onLine(line) {
      const name = /\[ebur128@([\w-]+) @ [^\]]*\].*Summary:/.exec(line)?.[1];
      if (name !== undefined) {
        current = { integratedLufs: Number.NEGATIVE_INFINITY, truePeakDb: Number.NEGATIVE_INFINITY };
        found.set(name, current);
      }
      const [, key, value] = /^(?:\[[^\]]*\]\s*)*\s*(I|Peak):\s+(\S+) (?:LUFS|dBFS)/.exec(line) ?? [];
      if (!current || value === undefined) return;
      const number = value === '-inf' ? Number.NEGATIVE_INFINITY : Number(value);
      if (key === 'I') current.integratedLufs = number;
      else current.truePeakDb = number;
    },
    result: () => found,
  };
}
