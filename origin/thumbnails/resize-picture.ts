import { decodePicture, pictureTimeoutSec } from '../pictures/decode-picture.ts';

export type ThumbnailFormat = 'avif' | 'webp' | 'jpeg';
export type ThumbnailFile = { width: number; height: number; format: ThumbnailFormat; bytes: Uint8Array };

export const thumbnailWidths = [1280, 640, 320] as const;
const fitInto = (width: number) => ({ width, height: width, fit: 'inside', withoutEnlargement: true }) as const;

/**
 * The picture in each fixed width (never enlarged) and format. Encoder effort is low: the last percent of size would
 * cost seconds. Throws `validation_failed` for what is no picture or too large.
 */
export function resizePicture(bytes: Uint8Array): Promise<ThumbnailFile[]> {
  // Decoded once, to the largest width; the smaller ones come from that.
  return decodePicture(bytes, fitInto(thumbnailWidths[0]), async (large) => {
    const files: ThumbnailFile[] = [];
    for (const width of thumbnailWidths) {
      const sized = () => large().resize(fitInto(width));
      const outputs = [
        ['avif', sized().avif({ quality: 50, effort: 2 })],
        ['webp', sized().webp({ quality: 75, effort: 3 })],
        ['jpeg', sized().jpeg({ quality: 80, progressive: true })],
      ] as const;
      for (const [name, output] of outputs) {
        const { data, info } = await output
          .timeout({ seconds: pictureTimeoutSec })
          .toBuffer({ resolveWithObject: true });
        files.push({ width: info.width, height: info.height, format: name, bytes: data });
      }
    }
    return files;
  });
}
