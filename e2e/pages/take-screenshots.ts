import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDir } from '../../testkit/services.ts';
import { launchBrowser } from '../browser.ts';
import { livenSite } from './liven-site.ts';
import { makeSite } from './make-site.ts';
import { runWithDatabase } from './many-videos.ts';
import { makePictureClips } from './picture-clips.ts';
import { sitePages } from './site-pages.ts';

/**
 * `bun e2e/pages/take-screenshots.ts [DIRECTORY [NAME…]]`: every page of `sitePages` in every size and theme, as
 * WebP files; docs/images/pages/ where nothing is said.
 */
const [directory = join(import.meta.dir, '../../docs/images/pages'), ...names] = process.argv.slice(2);

/** The others belong to other people. */
const OWN_CLIPS = 4;

/** Fonts, pictures and what scripts fill in. */
const SETTLE_MS = 1_000;

const screens = [
  { width: 360, height: 740 },
  { width: 768, height: 1024 },
  { width: 1440, height: 900 },
];

/** Small and quick: nobody plays these. */
const ladder = {
  extends: 'compact',
  x264Preset: 'ultrafast',
  steps: [
    { shortSide: 144, crf: 28, maxrateKbps: 400 },
    { shortSide: 720, crf: 23, maxrateKbps: 4000 },
  ],
};

await mkdir(directory, { recursive: true });
const scratch = await tempDir();
const ladderPath = join(scratch.path, 'ladder.json');
await Bun.write(ladderPath, JSON.stringify(ladder));
const running = await runWithDatabase({
  KINORA_LADDER: ladderPath,
  // Every context begins with the same session, which may be renewed only once.
  KINORA_ACCESS_TOKEN_TTL_SECONDS: '86400',
});
const browser = await launchBrowser();
try {
  const [clips] = await Promise.all([makePictureClips(scratch.path), running.kinora.ready()]);
  const member = await browser.newContext();
  const site = await makeSite(running.kinora, member, clips.slice(0, OWN_CLIPS));
  await livenSite(running, member, site, clips.slice(OWN_CLIPS));
  const signedIn = await member.storageState();
  const pages = sitePages.filter(({ name }) => names.length === 0 || names.includes(name));
  for (const viewport of screens)
    for (const colorScheme of ['light', 'dark'] as const)
      for (const as of ['anybody', 'member'] as const) {
        const storageState = as === 'member' ? signedIn : { cookies: [], origins: [] };
        const context = await browser.newContext({ viewport, colorScheme, storageState, reducedMotion: 'reduce' });
        for (const { name, path } of pages.filter((each) => each.as === as)) {
          const page = await context.newPage(); // a video plays on for who comes from another page
          await page.goto(running.kinora.url + path(site));
          await page.waitForTimeout(SETTLE_MS);
          const file = join(directory, `${name}-${viewport.width}-${colorScheme}.webp`);
          await Bun.write(file, await toWebp(await page.screenshot()));
          await page.close();
          console.log(file);
        }
        await context.close();
      }
} finally {
  await browser.close();
  await running.kinora.stop();
  await scratch.remove();
}

/** A fifth of the PNG's bytes. */
async function toWebp(png: Buffer): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  return new Uint8Array(await sharp(png).webp({ quality: 72 }).toBuffer());
}
