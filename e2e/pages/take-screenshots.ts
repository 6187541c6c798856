import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDir } from '../../testkit/services.ts';
import { launchBrowser } from '../browser.ts';
import { runKinora } from '../running-kinora.ts';
import { makeSite } from './make-site.ts';
import { makePictureClips } from './picture-clips.ts';
import { sitePages } from './site-pages.ts';

/**
 * `bun e2e/pages/take-screenshots.ts [DIRECTORY [NAME…]]`: every page of `sitePages` in every size and theme, as
 * WebP files; docs/images/pages/ where nothing is said.
 */
const [directory = join(import.meta.dir, '../../docs/images/pages'), ...names] = process.argv.slice(2);

const screens = [
  { width: 360, height: 740 },
  { width: 768, height: 1024 },
  { width: 1440, height: 900 },
];

await mkdir(directory, { recursive: true });
const scratch = await tempDir();
const kinora = await runKinora(['start']);
const browser = await launchBrowser();
try {
  const [clips] = await Promise.all([makePictureClips(scratch.path), kinora.ready()]);
  const member = await browser.newContext();
  const site = await makeSite(kinora, member, clips);
  for (const { name, path, as } of sitePages.filter((each) => names.length === 0 || names.includes(each.name)))
    for (const viewport of screens)
      for (const colorScheme of ['light', 'dark'] as const) {
        const storageState = as === 'member' ? await member.storageState() : { cookies: [], origins: [] };
        const context = await browser.newContext({ viewport, colorScheme, storageState, reducedMotion: 'reduce' });
        const page = await context.newPage();
        await page.goto(kinora.url + path(site));
        await page.waitForTimeout(1_000); // fonts, pictures and what scripts fill in
        const file = join(directory, `${name}-${viewport.width}-${colorScheme}.webp`);
        await Bun.write(file, await toWebp(await page.screenshot()));
        console.log(file);
        await context.close();
      }
} finally {
  await browser.close();
  await kinora.stop();
  await scratch.remove();
}

/** A fifth of the PNG's bytes. */
async function toWebp(png: Buffer): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  return new Uint8Array(await sharp(png).webp({ quality: 72 }).toBuffer());
}
