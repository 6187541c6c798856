import {
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';

/** What a later run has to know about an upload that this one began. */
const entrySchema = z.object({
  upload_id: z.string(),
  video_id: z.string(),
  part_size: z.int().min(1),
  /** ETags by part number, once every part is stored. */
  sent: z.array(z.object({ part_number: z.int(), etag: z.string() })).optional(),
});

export type JournalEntry = z.infer<typeof entrySchema>;
export type UploadJournal = { read(): JournalEntry | null; write(entry: JournalEntry): void };

/** Longer than any upload stays open. */
const keepForMs = 60 * 24 * 3_600_000;

/** Below the installation's data directory when one is named, else where the XDG base directory specification has state. */
export function journalDir(env: Readonly<Record<string, string | undefined>>): string {
  if (env.KINORA_DATA) return join(env.KINORA_DATA, 'sent');
  return join(env.XDG_STATE_HOME || join(env.HOME || homedir(), '.local/state'), 'kinora/sent');
}

/**
 * The memory of one file's upload to one host by one user. The file is known by where it is, its inode, size and time
 * of change, so an edited file begins anew. Written whole and renamed: a kill leaves the old entry or the new one.
 */
export function openJournal(dir: string, upload: { path: string; host: string; userId: string }): UploadJournal {
  const { dev, ino, size, mtimeNs } = statSync(upload.path, { bigint: true });
  const identity = [upload.host, upload.userId, realpathSync(upload.path), ...[dev, ino, size, mtimeNs].map(String)];
  const name = new Bun.CryptoHasher('sha256').update(JSON.stringify(identity)).digest('hex');
  const path = join(dir, `${name}.json`);
  return {
    read() {
      try {
        return entrySchema.parse(JSON.parse(readFileSync(path, 'utf8')));
      } catch {
        // Missing or damaged: the upload begins anew, which loses time and nothing else.
        return null;
      }
    },
    write(entry) {
      mkdirSync(dir, { recursive: true, mode: 0o700 });
      removeOld(dir);
      const temporary = `${path}.${process.pid}`;
      writeFileSync(temporary, JSON.stringify(entry), { mode: 0o600, flush: true });
      renameSync(temporary, path);
    },
  };
}

function removeOld(dir: string): void {
  for (const name of readdirSync(dir)) {
    const path = join(dir, name);
    const facts = statSync(path, { throwIfNoEntry: false });
    if (facts && Date.now() - facts.mtimeMs > keepForMs) rmSync(path, { force: true });
  }
}
