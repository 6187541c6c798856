/** Rows that are worked on together: small enough for the processor's cache. */
const BLOCK = 48;

/**
 * The inverse of a symmetric positive definite matrix, in place (row after row, `n` × `n`), by Cholesky's decomposition:
 * about n³ operations, twice the memory. Throws `RangeError` for a matrix that is not positive definite.
 */
export function invertMatrix(matrix: Float64Array, n: number): void {
  decompose(matrix, n);
  const inverse = invertUpper(matrix, n);
  multiplyByTransposed(inverse, n, matrix);
}

/** `matrix` = Uᵀ U; the upper triangle becomes U. */
function decompose(matrix: Float64Array, n: number): void {
  for (let from = 0; from < n; from += BLOCK) {
    const to = Math.min(n, from + BLOCK);
    for (let k = 0; k < from; k += 4) for (let i = from; i < to; i++) subtractRows(matrix, n, i, k, from);
    for (let i = from; i < to; i++) {
      for (let k = from; k < i; k++) addRow(matrix, i * n, matrix, k * n, -(matrix[k * n + i] ?? 0), i, n);
      const pivot = matrix[i * n + i] ?? 0;
      if (!(pivot > 0)) throw new RangeError('the matrix is not positive definite');
      const root = 1 / Math.sqrt(pivot);
      for (let j = i; j < n; j++) matrix[i * n + j] = (matrix[i * n + j] ?? 0) * root;
    }
  }
}

/** row `i` −= U[k…k+3][i] × rows `k`…`k+3`, from column `i` on; `end` is a multiple of BLOCK, so the four are there. */
function subtractRows(m: Float64Array, n: number, i: number, k: number, end: number): void {
  if (k + 4 > end) {
    for (let row = k; row < end; row++) addRow(m, i * n, m, row * n, -(m[row * n + i] ?? 0), i, n);
    return;
  }
  addFour(m, i * n, m, [k * n, (k + 1) * n, (k + 2) * n, (k + 3) * n], (row) => -(m[row + i] ?? 0), i, n);
}

function addRow(to: Float64Array, toRow: number, of: Float64Array, row: number, times: number, j0: number, n: number) {
  for (let j = j0; j < n; j++) to[toRow + j] = (to[toRow + j] ?? 0) + times * (of[row + j] ?? 0);
}

function addFour(
  to: Float64Array,
  toRow: number,
  of: Float64Array,
  rows: readonly [number, number, number, number],
  timesOf: (row: number) => number,
  j0: number,
  n: number,
): void {
  const [r0, r1, r2, r3] = rows;
  const [t0, t1, t2, t3] = [timesOf(r0), timesOf(r1), timesOf(r2), timesOf(r3)];
  for (let j = j0; j < n; j++)
    to[toRow + j] =
      (to[toRow + j] ?? 0) +
      t0 * (of[r0 + j] ?? 0) +
      t1 * (of[r1 + j] ?? 0) +
      t2 * (of[r2 + j] ?? 0) +
      t3 * (of[r3 + j] ?? 0);
}

/** The inverse of the upper triangle `u`, as another one. */
function invertUpper(u: Float64Array, n: number): Float64Array {
  const v = new Float64Array(n * n);
  for (let to = n; to > 0; to -= BLOCK) {
    const from = Math.max(0, to - BLOCK);
    for (let k = to; k < n; k += 4)
      for (let i = from; i < to; i++) {
        // The rows of the group that is cut off at the end count one by one.
        if (k + 4 > n) for (let row = k; row < n; row++) addRow(v, i * n, v, row * n, -(u[i * n + row] ?? 0), row, n);
        else
          addFour(
            v,
            i * n,
            v,
            [k * n, (k + 1) * n, (k + 2) * n, (k + 3) * n],
            (row) => -(u[i * n + row / n] ?? 0),
            k,
            n,
          );
      }
    for (let i = to - 1; i >= from; i--) {
      for (let k = i + 1; k < to; k++) addRow(v, i * n, v, k * n, -(u[i * n + k] ?? 0), k, n);
      const inverse = 1 / (u[i * n + i] ?? 1);
      for (let j = i + 1; j < n; j++) v[i * n + j] = (v[i * n + j] ?? 0) * inverse;
      v[i * n + i] = inverse;
    }
  }
  return v;
}

/** `to` = V Vᵀ for an upper triangle V. */
function multiplyByTransposed(v: Float64Array, n: number, to: Float64Array): void {
  for (let from = 0; from < n; from += BLOCK) {
    const end = Math.min(n, from + BLOCK);
    for (let j = from; j < n; j++)
      for (let i = from; i < Math.min(end, j + 1); i++) {
        const [a, b] = [i * n, j * n];
        let [sum0, sum1] = [0, 0];
        let k = j;
        for (; k + 1 < n; k += 2) {
          sum0 += (v[a + k] ?? 0) * (v[b + k] ?? 0);
          sum1 += (v[a + k + 1] ?? 0) * (v[b + k + 1] ?? 0);
        }
        if (k < n) sum0 += (v[a + k] ?? 0) * (v[b + k] ?? 0);
        to[a + j] = sum0 + sum1;
        to[b + i] = sum0 + sum1;
      }
  }
}
