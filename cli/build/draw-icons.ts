import { join } from 'node:path';
import sharp from 'sharp';
import { root } from './root.ts';

/** The icon as pictures, for devices that put the site among their apps. `share` is how much of the side it fills. */
const icons = {
  'icon-192.png': { sidePx: 192, share: 1, background: null },
  'icon-512.png': { sidePx: 512, share: 1, background: null },
  // Systems cut these to a shape of their own: what matters is within the inner four fifths, on a ground to the edge.
  'icon-maskable.png': { sidePx: 512, share: 0.6, background: '#0e0e11' },
  'icon-apple.png': { sidePx: 180, share: 0.75, background: '#0e0e11' },
} as const;

export type IconName = keyof typeof icons;

/** Draws web/icon.svg in every size into `<outDir>/assets/`; the public path of each, its content hash in it. */
export async function drawIcons(outDir: string): Promise<Record<IconName, string>> {
  const svg = await Bun.file(join(root, 'web/icon.svg')).bytes();
  const drawn = await Promise.all(
    Object.entries(icons).map(async ([name, { sidePx, share, background }]) => {
      const side = Math.round(sidePx * share);
      const before = Math.floor((sidePx - side) / 2);
      const after = sidePx - side - before;
      const ground = background ?? { r: 0, g: 0, b: 0, alpha: 0 };
      const picture = sharp(svg, { density: 72 * (side / 32) }).resize(side, side);
      const framed = picture.extend({ top: before, left: before, bottom: after, right: after, background: ground });
      const bytes = await (background ? framed.flatten({ background }) : framed)
        .png({ compressionLevel: 9 })
        .toBuffer();
      const path = `/assets/${name.replace('.png', '')}-${Bun.hash(bytes).toString(36)}.png`;
      await Bun.write(join(outDir, path), bytes);
      return [name, path] as const;
    }),
  );
  return Object.fromEntries(drawn) as Record<IconName, string>; // the keys come from `icons`
}
