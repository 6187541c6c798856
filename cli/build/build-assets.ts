import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { gzipSync } from 'bun';
import { translations } from '../../shared/messages/translations.ts';
import { drawIcons, type IconName } from './draw-icons.ts';
import { root } from './root.ts';

export type AssetManifest = Record<
  keyof typeof scripts | keyof typeof statics | IconName | `messages-${keyof typeof translations}.json`,
  string
>;
export type AssetsBuild = {
  /** Public path of each file that a page names, its content hash in it. edge/pages/assets.ts lists the same names. */
  manifest: AssetManifest;
  files: { path: string; sizeBytes: number; gzipBytes: number }[];
  /** Gzip bytes of the scripts that the watch page loads before the viewer reaches for the player. */
  playerGzipBytes: number;
};

/** `pack: false` leaves out the packed copies. */
export type AssetsOptions = { pack?: boolean };

/** JavaScript a watch page may cost before play, gzip bytes. */
export const PLAYER_BUDGET_BYTES = 90 * 1024;
const scripts = {
  'player.js': 'web/player/main.ts',
  'watch.js': 'web/watch/main.ts',
  'library.js': 'web/library/main.ts',
  'processing.js': 'web/processing/main.ts',
  'account.js': 'web/account/main.ts',
  'admin.js': 'web/admin/main.ts',
  'moderation.js': 'web/moderation/main.ts',
  'bell.js': 'web/notifications/main.ts',
  'browse.js': 'web/browse/main.ts',
  'channel.js': 'web/browse/channel.ts',
  'studio-captions.js': 'web/studio/captions/main.ts',
  'studio-content.js': 'web/studio/content/main.ts',
  'studio-upload.js': 'web/studio/upload/main.ts',
  'studio-video.js': 'web/studio/video/main.ts',
} as const;
/** What scripts fetch when it is needed, by `loadLibrary` of web/load-library.ts. */
const libraries = {
  'shaka-dash.js': 'web/libraries/shaka-dash.ts',
  'shaka-hls.js': 'web/libraries/shaka-hls.ts',
  'uppy.js': 'web/libraries/uppy.ts',
} as const;
const statics = {
  'styles.css': 'web/styles.css',
  'comments.css': 'web/comments/comments.css',
  'account.css': 'web/account/account.css',
  'bell.css': 'web/notifications/bell.css',
  'desk.css': 'web/admin/desk.css',
  'studio.css': 'web/studio/studio.css',
  'icon.svg': 'web/icon.svg',
} as const;

/** Cloudflare's asset store reads this file; in plain workerd the worker sets the same header. */
const HEADERS_FILE = '/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n';

/** Builds web/ into `<distDir>/assets/assets/`. The names depend on the contents alone. */
export async function buildAssets(distDir = join(root, 'dist'), options: AssetsOptions = {}): Promise<AssetsBuild> {
  const outDir = join(distDir, 'assets');
  await rm(outDir, { recursive: true, force: true });
  await mkdir(join(outDir, 'assets'), { recursive: true });
  const manifest = {
    ...(await bundle(scripts, outDir, { KINORA_LIBRARIES: JSON.stringify(await bundle(libraries, outDir)) })),
    ...(await copyStatics(outDir)),
    ...(await writeMessages(outDir)),
    ...(await drawIcons(outDir)),
  };
  await Bun.write(join(outDir, '_headers'), HEADERS_FILE);
  const files = await measure(outDir);
  if (options.pack !== false) await Promise.all(files.map(({ path }) => packWithBrotli(join(outDir, path))));
  await Bun.write(join(outDir, '.assetsignore'), '*.br\n');
  const ofWatchPage = [manifest['player.js'], manifest['watch.js'], manifest['bell.js'], manifest['browse.js']];
  const playerGzipBytes = files.reduce(
    (sum, { path, gzipBytes }) => sum + (ofWatchPage.includes(path) ? gzipBytes : 0),
    0,
  );
  if (playerGzipBytes > PLAYER_BUDGET_BYTES)
    throw new Error(
      `the scripts of the watch page are ${playerGzipBytes} bytes gzipped; their budget is ${PLAYER_BUDGET_BYTES}`,
    );
  return { manifest, files, playerGzipBytes };
}

/** The public path of each. */
async function bundle<Name extends string>(
  entries: Record<Name, string>,
  outDir: string,
  define: Record<string, string> = {},
): Promise<Record<Name, string>> {
  // One build per entry: a chunk that two entries shared would be one request more before the first frame.
  const built = await Promise.all(
    Object.entries<string>(entries).map(async ([name, entry]) => {
      const { outputs } = await Bun.build({
        entrypoints: [join(root, entry)],
        root,
        outdir: join(outDir, 'assets'),
        target: 'browser',
        format: 'esm',
        minify: true,
        naming: { entry: `${name.replace('.js', '')}-[hash].[ext]` },
        define: { 'process.env.NODE_ENV': '"production"', ...define },
      });
      const output = outputs.find(({ kind }) => kind === 'entry-point');
      if (!output) throw new Error(`the build of ${entry} made no entry`);
      return [name, `/assets/${basename(output.path)}`] as const;
    }),
  );
  return Object.fromEntries(built) as Record<Name, string>; // the keys come from `entries`
}

/** A file for each language but English, which is in the worker. */
async function writeMessages(outDir: string): Promise<Record<`messages-${keyof typeof translations}.json`, string>> {
  const written = await Promise.all(
    Object.entries(translations).map(async ([locale, catalogue]) => {
      const text = JSON.stringify(catalogue);
      const path = `/assets/messages-${locale}-${Bun.hash(text).toString(36)}.json`;
      await Bun.write(join(outDir, path), text);
      return [`messages-${locale}.json`, path] as const;
    }),
  );
  return Object.fromEntries(written) as Record<`messages-${keyof typeof translations}.json`, string>; // its own keys
}

async function copyStatics(outDir: string): Promise<Record<keyof typeof statics, string>> {
  const copied = await Promise.all(
    Object.entries(statics).map(async ([name, source]) => {
      const bytes = name.endsWith('.css') ? await minifyCss(source) : await Bun.file(join(root, source)).bytes();
      const [stem, extension] = name.split('.');
      const path = `/assets/${stem}-${Bun.hash(bytes).toString(36)}.${extension}`;
      await Bun.write(join(outDir, path), bytes);
      return [name, path] as const;
    }),
  );
  return Object.fromEntries(copied) as Record<keyof typeof statics, string>; // the keys come from `statics`
}

async function minifyCss(source: string): Promise<Uint8Array> {
  const { outputs } = await Bun.build({ entrypoints: [join(root, source)], minify: true, target: 'browser' });
  const [output] = outputs;
  if (!output) throw new Error(`the build of ${source} made no output`);
  return new Uint8Array(await output.arrayBuffer());
}

/**
 * For origin, which serves these files in plain workerd; Cloudflare packs by itself. Quality 11 would save another tenth
 * for fifteen times the work.
 */
async function packWithBrotli(path: string): Promise<void> {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
  await Bun.write(`${path}.br`, await promisify(brotliCompress)(await Bun.file(path).bytes(), { params }));
}

async function measure(outDir: string): Promise<AssetsBuild['files']> {
  const names = [...new Bun.Glob('assets/*').scanSync(outDir)].sort();
  return Promise.all(
    names.map(async (name) => {
      const bytes = await Bun.file(join(outDir, name)).bytes();
      return { path: `/${name}`, sizeBytes: bytes.length, gzipBytes: gzipSync(bytes, { level: 9 }).length };
    }),
  );
}
