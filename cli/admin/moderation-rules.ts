import { readFile, stat } from 'node:fs/promises';
import {
  checkedTextSchema,
  type ModerationRules,
  moderationRulesSchema,
  moderationRulesVersionSchema,
} from '../../shared/contracts/moderation.ts';
import { Failure, usageFailure } from '../failure.ts';
import type { Output } from '../output.ts';
import { askOrigin } from './ask-origin.ts';
import { callOrigin, type OriginAddress } from './call-origin.ts';
import { lineOfPath, lineOfSyntaxError } from './json-lines.ts';

const MAX_FILE_BYTES = 2 * 1024 ** 2;

/** `admin moderation rules show|set FILE|check TEXT`: what comments are judged by. */
export async function moderationRules(
  [action, subject, ...more]: readonly string[],
  origin: () => OriginAddress,
  output: Output,
): Promise<number> {
  if (action === 'show' && subject === undefined) return showRules(origin(), output);
  if (action === 'set' && subject !== undefined && more.length === 0) return setRules(subject, origin, output);
  if (action === 'check' && subject !== undefined && more.length === 0) return checkText(subject, origin(), output);
  throw usageFailure('use admin moderation rules show, set FILE or check TEXT; see ./kinora admin --help');
}

async function showRules(origin: OriginAddress, output: Output): Promise<number> {
  const { version, rules } = await askOrigin(origin, '/admin/moderation/rules', moderationRulesVersionSchema);
  output.event({ event: 'rules', version, rules });
  output.line(JSON.stringify(rules, null, 2));
  return 0;
}

async function setRules(file: string, origin: () => OriginAddress, output: Output): Promise<number> {
  const rules = await readRules(file);
  const error = await callOrigin(origin(), 'PUT', '/admin/moderation/rules', rules);
  if (error !== null) {
    output.error(error.code, error.message);
    return 1;
  }
  output.event({ event: 'changed', subject: 'moderation rules' });
  output.line('comments are judged by these rules within seconds');
  return 0;
}

async function checkText(text: string, origin: OriginAddress, output: Output): Promise<number> {
  const checked = await askOrigin(origin, '/admin/moderation/check', checkedTextSchema, { text });
  output.event({ event: 'checked', ...checked });
  const findings = checked.findings.map(({ reason, points }) => `  ${reason}: ${points}`);
  output.line([`${checked.state}, with ${checked.score} points`, ...findings].join('\n'));
  return 0;
}

/** Names the line of the first thing that is wrong. */
async function readRules(file: string): Promise<ModerationRules> {
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
  const rules = moderationRulesSchema.safeParse(json);
  if (rules.success) return rules.data;
  const [issue] = rules.error.issues;
  const path = [...(issue?.path ?? []), ...(issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [])];
  throw refuse(lineOfPath(text, path.map(String)), `${path.join('.')}: ${issue?.message ?? 'is not right'}`);
}
