import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase } from '../../platform/database.ts';
import { freePort } from '../../testkit/services.ts';
import { type RunningKinora, runKinora } from '../running-kinora.ts';

/** A whole Kinora whose database a test can write into. */
export async function runWithDatabase(env: Record<string, string> = {}) {
  const port = await freePort();
  const kinora = await runKinora(['start'], { ...env, KINORA_DATABASE_PORT: String(port) });
  return { kinora, databaseUrl: `http://127.0.0.1:${port}` };
}

export async function databaseTokenOf({ dataDir }: RunningKinora): Promise<string> {
  const { databaseToken } = (await Bun.file(join(dataDir, 'secrets.json')).json()) as { databaseToken: string };
  return databaseToken;
}

export type Copy = { id: string; title: string; category: string | null; createdAtMs: number };

/** Adds public videos that are copies of `videoId`, pictures included; encoding so many would take minutes. */
export async function copyVideo(
  { kinora, databaseUrl }: { kinora: RunningKinora; databaseUrl: string },
  videoId: string,
  copies: readonly Copy[],
): Promise<void> {
  const databaseToken = await databaseTokenOf(kinora);
  const media = join(kinora.dataDir, 'objects', 'objects', 'media'); // the filesystem store's folder in the installation's
  for (const generation of await readdir(join(media, videoId)))
    for (const { id } of copies)
      await cp(join(media, videoId, generation, 'images'), join(media, id, generation, 'images'), { recursive: true });
  const database = openDatabase({ url: databaseUrl, token: databaseToken });
  try {
    const columns =
      'channel_id, owner_id, visibility, status, playable, generation, complete, duration_sec, width, height';
    await database.client.batch(
      copies.flatMap(({ id, title, category, createdAtMs }) => [
        {
          sql: `insert into videos (id, title, category, created_at, updated_at, ${columns})
            select ?, ?, ?, ?, ?, ${columns} from videos where id = ?`,
          args: [id, title, category, createdAtMs, createdAtMs, videoId],
        },
        { sql: "insert into changes (kind, subject, at) values ('video_changed', ?, ?)", args: [id, Date.now()] },
      ]),
      'write',
    );
  } finally {
    database.client.close();
  }
}
