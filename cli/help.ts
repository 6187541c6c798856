import type { Verb } from './verb.ts';

/** The list of verbs, one line each. */
export function verbList(verbs: Record<string, Verb>): string {
  const width = Math.max(...Object.keys(verbs).map((name) => name.length));
  const lines = Object.entries(verbs).map(([name, verb]) => `  ${name.padEnd(width)}  ${verb.summary}`);
  return ['usage: ./kinora VERB [--help]', '', ...lines].join('\n');
}

/** One verb's help page. */
export function verbHelp(name: string, verb: Verb): string {
  const usage = `usage: ./kinora ${name} ${verb.synopsis}`.trimEnd();
  const details = verb.help.length === 0 ? [] : ['', ...verb.help.map((line) => `  ${line}`)];
  return [usage, '', verb.summary, ...details].join('\n');
}
