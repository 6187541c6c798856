import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fetchFile } from '../fetch/fetch-file.ts';
import type { Rung } from '../plan/make-plan.ts';
import type { ChunkOutcome } from '../steps/chunk.ts';
import { chunkRungs, type Prepared, workFiles } from '../steps/prepared.ts';
import type { EncodeInput, StepDeps } from '../steps/step-deps.ts';
import type { Pieces } from './join-pieces.ts';

/** The files of each rung in order; those of one chunk lie in a folder of their own. Throws when some are missing. */
export async function fetchPieces(
  input: Pick<EncodeInput, 'videoId' | 'encode'> & {
    prepared: Prepared;
    chunks: readonly ChunkOutcome[];
    copied?: Rung | null;
  },
  workDir: string,
  deps: StepDeps,
): Promise<Pieces[]> {
  const { prepared, videoId, encode } = input;
  const chunks = input.chunks.toSorted((a, b) => a.index - b.index);
  if (chunks.length !== prepared.chunks.length || chunks.some((chunk, index) => chunk.index !== index))
    throw new Error('chunks are missing');
  const pieces: Pieces[] = [];
  for (const rung of chunkRungs(prepared, input.copied)) {
    const paths: string[] = [];
    for (const { index, frames } of chunks) {
      const count = frames[rung.name] ?? 0;
      const { startGop, endGop } = prepared.chunks[index] ?? { startGop: 0, endGop: 0 };
      const isFull = endGop === null || count === (endGop - startGop) * rung.gopFrames;
      // The source may end before it says it does, but then nothing comes after.
      if (!isFull && chunks.slice(index + 1).some((later) => (later.frames[rung.name] ?? 0) > 0))
        throw new Error(`chunk ${index} of ${rung.name} has ${count} frames`);
      if (count === 0) continue;
      const folder = join(workDir, 'chunks', String(index));
      await mkdir(folder, { recursive: true });
      const key = workFiles.piece(videoId, encode, index, rung.name);
      paths.push(await fetchFile(deps, key, join(folder, `${rung.name}.mp4`)));
    }
    pieces.push({ rung, paths });
  }
  return pieces;
}
