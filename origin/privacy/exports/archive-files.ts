import type { ObjectStore } from '../../../platform/object-store/object-store.ts';
import { objectKeys } from '../../../shared/media/object-keys.ts';
import { picturesOfChannel } from '../../channels/pictures/picture-files.ts';
import { personalData } from '../personal-data.ts';
import type { PersonalRowStore, TableName } from '../rows/store.ts';
import type { ExportStore } from './store.ts';

export type ArchiveDeps = {
  exports: ExportStore;
  rows: PersonalRowStore;
  objects: Pick<ObjectStore, 'get' | 'list'>;
  publicUrl: string;
};
export type ArchiveFile = { name: string; input: AsyncIterable<Uint8Array>; sizeBytes?: number };

const encoder = new TextEncoder();

const readme = (publicUrl: string) => `Everything that ${publicUrl} holds about your account.

*.json       what the database says, one file for each kind of thing; times are in UTC
audit.json   what was done with your account, and by you where that needed a right
media.json   your videos, and where they play
videos/      the files you uploaded, as they arrived, and the captions; an original that is no longer kept is missing
channels/    the pictures of your channels

Passwords, keys and tokens are not in here: only hashes of them are kept. Nor is what is about other people.
`;

/** The files of an archive, one after the other, each read while it is written. */
export async function* archiveFiles(deps: ArchiveDeps, userId: string): AsyncGenerator<ArchiveFile> {
  yield { name: 'README.txt', input: text(readme(deps.publicUrl)) };
  for (const [name, rule] of Object.entries(personalData))
    if ('file' in rule.export)
      yield { name: `${rule.export.file}.json`, input: jsonList(deps.rows.read(name as TableName, userId)) };
  yield { name: 'audit.json', input: jsonList(auditOf(deps, userId)) };
  yield { name: 'media.json', input: jsonList(linksOf(deps, userId)) };
  for await (const video of videosOf(deps, userId)) {
    const folder = `videos/${video.videoId}`;
    if (video.originalKey !== null)
      yield* object(deps, video.originalKey, `${folder}/${fileName(video.filename ?? 'original')}`);
    for (const language of await deps.exports.listCaptions(video.videoId))
      yield* object(deps, objectKeys.caption(video.videoId, language), `${folder}/captions/${language}.vtt`);
  }
  for (const { id, handle } of await deps.exports.listChannels(userId))
    for await (const { key } of deps.objects.list(picturesOfChannel(id)))
      yield* object(deps, key, `channels/${handle}/${key.split('/').at(-1)}`);
}

async function* object(deps: ArchiveDeps, key: string, name: string): AsyncGenerator<ArchiveFile> {
  const found = await deps.objects.get(key);
  if (found) yield { name, input: found.body, sizeBytes: found.info.sizeBytes };
}

async function* videosOf({ exports }: ArchiveDeps, userId: string) {
  for (let after = ''; ; ) {
    const page = await exports.listFiles(userId, after);
    yield* page;
    const last = page.at(-1);
    if (!last) return;
    after = last.videoId;
  }
}

async function* auditOf({ exports }: ArchiveDeps, userId: string) {
  for (let after = 0; ; ) {
    const page = await exports.listAudit(userId, after);
    yield* page;
    const last = page.at(-1);
    if (!last) return;
    after = last.seq;
  }
}

async function* linksOf(deps: ArchiveDeps, userId: string) {
  for await (const { videoId, title, originalKey } of videosOf(deps, userId))
    yield { video_id: videoId, title, watch_url: `${deps.publicUrl}/watch/${videoId}`, original: originalKey !== null };
}

/** Bytes of a JSON list, some rows at a time. */
async function* jsonList(rows: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  let before = '[';
  for await (const row of rows) {
    yield encoder.encode(`${before}\n  ${JSON.stringify(row)}`);
    before = ',';
  }
  yield encoder.encode(before === '[' ? '[]\n' : '\n]\n');
}

async function* text(content: string): AsyncGenerator<Uint8Array> {
  yield encoder.encode(content);
}

/** Names go into a zip, from where careless programs write them to a disk. */
const fileName = (name: string) => name.replaceAll(/[^\p{L}\p{N}._ -]/gu, '_').replace(/^\.+/, '_') || 'original';
