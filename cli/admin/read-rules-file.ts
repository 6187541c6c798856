import { readFile, stat } from 'node:fs/promises';
import type * as z from 'zod';
import { Failure } from '../failure.ts';
import { lineOfPath, lineOfSyntaxError } from './json-lines.ts';

const MAX_FILE_BYTES = 2 * 1024 ** 2;

/** Rules that an operator wrote, as JSON. Names the line of the first thing that is wrong. */
export async function readRulesFile<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  const refuse = (line: number, message: string) =>
    new Failure('rules_invalid', `${file}, line ${line}: ${message}; nothing was changed`);
  const info = await stat(file).catch(() => null);
  if (!info?.isFile()) throw new Failure('file_missing', `${file} is not a file that can be read`);
  if (info.size > MAX_FILE_BYTES) throw new Failure('rules_invalid', `${file} is longer than ${MAX_FILE_BYTES} bytes`);
  const text = await readFile(file, 'utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw refuse(lineOfSyntaxError(text), 'this is not JSON');
  }
  const rules = schema.safeParse(json);
  if (rules.success) return rules.data;
  const [issue] = rules.error.issues;
  const path = [...(issue?.path ?? []), ...(issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [])];
  throw refuse(lineOfPath(text, path.map(String)), `${path.join('.')}: ${issue?.message ?? 'is not right'}`);
}
