import {
  checkedTextSchema,
  moderationRulesSchema,
  moderationRulesVersionSchema,
} from '../../shared/contracts/moderation.ts';
import { usageFailure } from '../failure.ts';
import type { Output } from '../output.ts';
import { askOrigin } from './ask-origin.ts';
import { callOrigin, type OriginAddress } from './call-origin.ts';
import { readRulesFile } from './read-rules-file.ts';

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
  const rules = await readRulesFile(file, moderationRulesSchema);
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
