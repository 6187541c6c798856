import { searchRulesSchema } from '../../shared/contracts/search-rules.ts';
import { usageFailure } from '../failure.ts';
import type { Output } from '../output.ts';
import { askOrigin } from './ask-origin.ts';
import { callOrigin, type OriginAddress } from './call-origin.ts';
import { readRulesFile } from './read-rules-file.ts';

/** `admin search rules show|set FILE`: synonyms, and what is pinned to or hidden from a search. */
export async function searchRules(
  [action, file, ...more]: readonly string[],
  origin: () => OriginAddress,
  output: Output,
): Promise<number> {
  if (action === 'show' && file === undefined) return showRules(origin(), output);
  if (action === 'set' && file !== undefined && more.length === 0) return setRules(file, origin, output);
  throw usageFailure('use admin search rules show or set FILE; see ./kinora admin --help');
}

async function showRules(origin: OriginAddress, output: Output): Promise<number> {
  const rules = await askOrigin(origin, '/search/rules', searchRulesSchema);
  output.event({ event: 'rules', rules });
  output.line(JSON.stringify(rules, null, 2));
  return 0;
}

async function setRules(file: string, origin: () => OriginAddress, output: Output): Promise<number> {
  const rules = await readRulesFile(file, searchRulesSchema);
  const error = await callOrigin(origin(), 'PUT', '/search/rules', rules);
  if (error !== null) {
    output.error(error.code, error.message);
    return 1;
  }
  output.event({ event: 'changed', subject: 'search rules' });
  output.line('searches follow these rules within seconds');
  return 0;
}
