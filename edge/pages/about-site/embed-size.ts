import type { EdgeVideo } from '../../metadata/store.ts';

/** Pixels; what is left out does not limit. */
export type Box = { maxWidth?: number | undefined; maxHeight?: number | undefined };

const USUAL_SIDE = 640;

/** The largest size of a video's shape that fits into `box`, by itself up to 640 pixels on the longer side. */
export function embedSize(
  { width, height }: Pick<EdgeVideo, 'width' | 'height'>,
  { maxWidth, maxHeight }: Box,
): { width: number; height: number } {
  const shape = width && height ? { width, height } : { width: 16, height: 9 };
  const longer = Math.max(width ?? 0, height ?? 0, USUAL_SIDE);
  // Who names one side alone wants it filled; nobody gets more than there is.
  const usual = maxWidth === undefined && maxHeight === undefined ? USUAL_SIDE : longer;
  const scale = Math.min(
    Math.min(maxWidth ?? usual, usual) / shape.width,
    Math.min(maxHeight ?? usual, usual) / shape.height,
  );
  const side = (length: number) => Math.max(1, Math.floor(length * scale + 1e-6));
  return { width: side(shape.width), height: side(shape.height) };
}
