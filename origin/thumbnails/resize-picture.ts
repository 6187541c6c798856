import sharp from 'sharp';
import { AppError } from '../../shared/errors.ts';

export type ThumbnailFormat = 'avif' | 'webp' | 'jpeg';
export type ThumbnailFile = { width: number; height: number; format: ThumbnailFormat; bytes: Uint8Array };

export const thumbnailWidths = [1280, 640, 320] as const;
/** Larger pictures are hardly photographs of anything; a decoded one takes four bytes a pixel. */
const maxPixels = 50_000_000;
const timeoutSec = 30;

// Only these decoders exist for what users send: no SVG, no PDF, nothing that reads other files.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp', 'VipsForeignLoadHeif'],
});

/**
 * The picture upright, without its metadata, in each fixed width (never enlarged) and format. Encoder effort is low:
 * the last percent of size would cost seconds. Throws `validation_failed` for what is no such picture or too large.
 */
export async function resizePicture(bytes: Uint8Array): Promise<ThumbnailFile[]> {
  try {
    const open = () => sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error', autoOrient: true });
    const { format } = await open().metadata();
    if (!['jpeg', 'png', 'webp', 'heif'].includes(format)) throw new Error(`a ${format}`);
    // Decoded once, to the largest width; the smaller ones come from that.
    const large = await open()
      .resize({ width: thumbnailWidths[0], height: thumbnailWidths[0], fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#000' })
      .toColourspace('srgb')
      .timeout({ seconds: timeoutSec })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const raw = { width: large.info.width, height: large.info.height, channels: large.info.channels };
    const files: ThumbnailFile[] = [];
    for (const width of thumbnailWidths) {
      const sized = () =>
        sharp(large.data, { raw }).resize({ width, height: width, fit: 'inside', withoutEnlargement: true });
      const outputs = [
        ['avif', sized().avif({ quality: 50, effort: 2 })],
        ['webp', sized().webp({ quality: 75, effort: 3 })],
        ['jpeg', sized().jpeg({ quality: 80, progressive: true })],
      ] as const;
      for (const [name, output] of outputs) {
        const { data, info } = await output.timeout({ seconds: timeoutSec }).toBuffer({ resolveWithObject: true });
        files.push({ width: info.width, height: info.height, format: name, bytes: data });
      }
    }
    return files;
  } catch (cause) {
    throw new AppError('validation_failed', 'this is not a JPEG, PNG, WebP or AVIF picture that can be used', {
      cause,
    });
  }
}
