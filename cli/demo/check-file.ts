import { accessSync, constants, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { Failure } from '../failure.ts';

/** The absolute path of a file that can be uploaded; a `Failure` says why another one cannot. */
export function checkFile(path: string): string {
  const absolute = resolve(path);
  const stats = statSync(absolute, { throwIfNoEntry: false });
  if (!stats) throw new Failure('file_not_found', `there is no file ${path}`);
  if (!stats.isFile()) throw new Failure('file_not_found', `${path} is not a file`);
  if (stats.size === 0) throw new Failure('file_empty', `${basename(path)} is empty`);
  try {
    accessSync(absolute, constants.R_OK);
  } catch (cause) {
    throw new Failure('file_unreadable', `${path} cannot be read by this user`, { cause });
  }
  return absolute;
}
