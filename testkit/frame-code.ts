// A frame's index as a row of 20 blocks across the top ninth of the picture, each a twentieth of its width:
//   0      white  } the reference levels, and the sign that a code is there
//   1      black  }
//   2–17   bits 0 (least) to 15 of the index: white is 1
//   18     even parity of those bits
//   19     white: the picture is whole and not shifted
// The sizes are fractions, so the code survives any scaling; 144 lines leave 12 × 16 pixels a block.

const blocks = 20;
const bits = 16;

/** An ffmpeg filter chain that writes the code over every frame, counted from 0. */
export function frameCodeFilter(): string {
  const shifted = Array.from({ length: bits }, (_, bit) => `floor(n/${2 ** bit})`);
  // floor(n/2^i) is odd exactly when bit i is set, so the sum's parity is that of the bits.
  const conditions = ['1', '0', ...shifted.map((value) => `mod(${value},2)`), `mod(${shifted.join('+')},2)`, '1'];
  const box = (at: string, width: string, color: string) =>
    `drawbox=x=${at}:y=0:w=${width}:h=ih/9:color=${color}:t=fill`;
  return [
    box('0', 'iw', 'black'),
    ...conditions.map((when, block) => `${box(`iw*${block}/${blocks}`, `iw/${blocks}`, 'white')}:enable='${when}'`),
  ].join(',');
}

/**
 * The frame index in a picture of RGBA bytes, or `null` when it carries no readable code. Refers to nothing outside
 * itself, so that a browser can run its source: `page.evaluate(\`(${readFrameNumber})(…)\`)`.
 */
export function readFrameNumber(rgba: ArrayLike<number>, width: number, height: number): number | null {
  /** Mean luma of the inner half of a block, away from blurred edges. */
  const level = (block: number): number => {
    const left = Math.floor(((block + 0.25) * width) / 20);
    const right = Math.max(left + 1, Math.floor(((block + 0.75) * width) / 20));
    const top = Math.floor(height / 36);
    const bottom = Math.max(top + 1, Math.floor(height / 12));
    let sum = 0;
    for (let y = top; y < bottom; y++)
      for (let x = left; x < right; x++) {
        const at = (y * width + x) * 4;
        sum += 0.299 * (rgba[at] ?? 0) + 0.587 * (rgba[at + 1] ?? 0) + 0.114 * (rgba[at + 2] ?? 0);
      }
    return sum / ((right - left) * (bottom - top));
  };
  const white = level(0);
  const black = level(1);
  if (white - black < 100) return null;
  const isSet = (block: number): boolean => level(block) > (white + black) / 2;
  let index = 0;
  let parity = 0;
  for (let bit = 0; bit < 16; bit++)
    if (isSet(2 + bit)) {
      index += 2 ** bit;
      parity ^= 1;
    }
  return isSet(19) && isSet(18) === (parity === 1) ? index : null;
}
