import { usageFailure } from './failure.ts';
import type { Verb } from './verb.ts';

export type VerbArguments = { help: boolean; positionals: string[]; flags: ReadonlySet<string> };

/** Splits what follows a verb into positionals and flags. Throws a usage `Failure` on anything the verb does not know. */
export function parseArguments(name: string, verb: Verb, argv: readonly string[]): VerbArguments {
  if (argv[0] === '--help' || argv[0] === '-h') return { help: true, positionals: [], flags: new Set() };
  if (verb.passThrough) return { help: false, positionals: [...argv], flags: new Set() };
  const positionals: string[] = [];
  const flags = new Set<string>();
  let onlyPositionals = false;
  for (const argument of argv) {
    if (onlyPositionals || !argument.startsWith('-') || argument === '-') positionals.push(argument);
    else if (argument === '--') onlyPositionals = true;
    else if (argument === '--help' || argument === '-h') return { help: true, positionals: [], flags: new Set() };
    else if (verb.flags.includes(argument.slice(2)) && argument.startsWith('--')) flags.add(argument.slice(2));
    else throw usageFailure(`${name} does not know ${argument}; see ./kinora ${name} --help`);
  }
  const extra = positionals[verb.maxPositionals];
  if (extra !== undefined) throw usageFailure(`${name} does not take "${extra}"; see ./kinora ${name} --help`);
  return { help: false, positionals, flags };
}
