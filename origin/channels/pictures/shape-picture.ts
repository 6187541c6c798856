import type { PictureFile, PictureKind } from '../../../shared/media/channel-pictures.ts';
import { decodePicture, pictureTimeoutSec } from '../../pictures/decode-picture.ts';
import { pictureSizes } from './picture-files.ts';

export type ShapedFile = Pick<PictureFile, 'width' | 'format'> & { bytes: Uint8Array };

/** The picture cut to its kind's shape, around what catches the eye, in each size. Throws `validation_failed`. */
export function shapePicture(kind: PictureKind, bytes: Uint8Array): Promise<ShapedFile[]> {
  const largest = pictureSizes[kind].reduce((a, b) => (b.width > a.width ? b : a));
  return decodePicture(bytes, { ...largest, fit: 'cover', position: 'attention' }, async (large) => {
    const files: ShapedFile[] = [];
    for (const size of pictureSizes[kind]) {
      const sized = () => large().resize(size).timeout({ seconds: pictureTimeoutSec });
      files.push({
        width: size.width,
        format: 'webp',
        bytes: await sized().webp({ quality: 80, effort: 3 }).toBuffer(),
      });
      files.push({ width: size.width, format: 'jpg', bytes: await sized().jpeg({ quality: 82 }).toBuffer() });
    }
    return files;
  });
}
