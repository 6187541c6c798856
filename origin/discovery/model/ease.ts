import { type Interactions, itemsOf, userCountOf } from './interactions.ts';
import { invertMatrix } from './invert-matrix.ts';

export type EaseOptions = {
  /** Pulls all weights towards nothing. */
  lambda: number;
  /** How likely a watched video is left out while learning; pulls those of popular videos further. 0 is plain EASE. */
  dropout: number;
};

/**
 * Weights from each video to each other one, row after row, by which the watched predict the rest best in the sense of
 * least squares: EASE (Steck, WWW 2019), with the dropout of EDLAE (Steck, NeurIPS 2020). Time grows with the third power
 * of the number of videos, memory, 16 bytes for each pair, with the second.
 */
export function trainEase(of: Interactions, { lambda, dropout }: EaseOptions): Float64Array {
  const n = of.itemCount;
  const gram = countTogether(of);
  const emphasis = dropout / (1 - dropout);
  for (let i = 0; i < n; i++) gram[i * n + i] = (gram[i * n + i] ?? 0) * (1 + emphasis) + lambda;
  invertMatrix(gram, n);
  for (let j = 0; j < n; j++) {
    const scale = -1 / (gram[j * n + j] ?? 1);
    // Rows and columns of the inverse are the same: the weights towards j stand in row j until they are turned around.
    for (let i = 0; i < n; i++) gram[j * n + i] = i === j ? 0 : (gram[j * n + i] ?? 0) * scale;
  }
  turnAround(gram, n);
  return gram;
}

/** How many people watched each two of them, as a dense matrix. */
export function countTogether(of: Interactions): Float64Array {
  const n = of.itemCount;
  const counts = new Float64Array(n * n);
  for (let user = 0; user < userCountOf(of); user++) {
    const items = itemsOf(of, user);
    for (const a of items) for (const b of items) counts[a * n + b] = (counts[a * n + b] ?? 0) + 1;
  }
  return counts;
}

function turnAround(matrix: Float64Array, n: number): void {
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const [a, b] = [matrix[i * n + j] ?? 0, matrix[j * n + i] ?? 0];
      matrix[i * n + j] = b;
      matrix[j * n + i] = a;
    }
}
