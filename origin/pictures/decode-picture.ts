import type { ResizeOptions, Sharp } from 'sharp';
import { AppError } from '../../shared/errors.ts';

/** Larger pictures are hardly photographs of anything; a decoded one takes four bytes a pixel. */
const maxPixels = 50_000_000;
export const pictureTimeoutSec = 30;

/** What `readFileBody` is to expect of a picture. */
export const pictureBody = {
  types: ['image/jpeg', 'image/png', 'image/webp', 'image/avif'],
  maxBytes: 10 * 1024 * 1024,
} as const;

/** Loaded with the first picture: it takes 30 MB that a process which only receives files need not have. */
async function loadSharp() {
  const { default: sharp } = await import('sharp');
  // Only these decoders exist for what users send: no SVG, no PDF, nothing that reads other files.
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp', 'VipsForeignLoadHeif'],
  });
  return sharp;
}
let loading: ReturnType<typeof loadSharp> | undefined;

/**
 * Decodes what a user sent, upright and in sRGB, without its metadata, and hands it to `use` as raw pixels at the size
 * that `fit` gives it. Throws `validation_failed` for what is no such picture or too large. Takes a few hundred
 * megabytes for the largest: one at a time.
 */
export async function decodePicture<T>(
  bytes: Uint8Array,
  fit: ResizeOptions,
  use: (sized: () => Sharp) => Promise<T>,
): Promise<T> {
  loading ??= loadSharp();
  const sharp = await loading;
  try {
    const open = () => sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error', autoOrient: true });
    const { format } = await open().metadata();
    if (!['jpeg', 'png', 'webp', 'heif'].includes(format)) throw new Error(`a ${format}`);
    const { data, info } = await open()
      .resize(fit)
      .flatten({ background: '#000' })
      .toColourspace('srgb')
      .timeout({ seconds: pictureTimeoutSec })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const raw = { width: info.width, height: info.height, channels: info.channels };
    return await use(() => sharp(data, { raw }));
  } catch (cause) {
    throw new AppError('validation_failed', 'this is not a JPEG, PNG, WebP or AVIF picture that can be used', {
      cause,
    });
  }
}
