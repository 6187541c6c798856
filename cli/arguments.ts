import { usageFailure } from './failure.ts';
import type { Verb } from './verb.ts';

export type VerbArguments = {
  help: boolean;
  positionals: string[];
  flags: ReadonlySet<string>;
  options: ReadonlyMap<string, string>;
};

/** Splits what follows a verb into positionals, flags and options. Throws a usage `Failure` on anything the verb does not know. */
export function parseArguments(name: string, verb: Verb, argv: readonly string[]): VerbArguments {
  const flags = new Set<string>();
  const options = new Map<string, string>();
  const helpAsked = { help: true, positionals: [], flags, options };
  if (argv[0] === '--help' || argv[0] === '-h') return helpAsked;
  if (verb.passThrough) return { help: false, positionals: [...argv], flags, options };
  const positionals: string[] = [];
  const rest = [...argv];
  let onlyPositionals = false;
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    const [, option = '', glued] = /^--([a-z0-9-]+)(?:=(.*))?$/s.exec(argument) ?? [];
    if (onlyPositionals || !argument.startsWith('-') || argument === '-') positionals.push(argument);
    else if (argument === '--') onlyPositionals = true;
    else if (argument === '--help' || argument === '-h') return helpAsked;
    else if (verb.flags.includes(option) && glued === undefined) flags.add(option);
    else if (verb.options?.includes(option)) options.set(option, glued ?? takeValue(name, option, rest));
    else throw usageFailure(`${name} does not know ${argument}; see ./kinora ${name} --help`);
  }
  const extra = positionals[verb.maxPositionals];
  if (extra !== undefined) throw usageFailure(`${name} does not take "${extra}"; see ./kinora ${name} --help`);
  return { help: false, positionals, flags, options };
}

/** A value that begins with two dashes needs the `=` form, so that a forgotten one does not swallow the next option. */
function takeValue(name: string, option: string, rest: string[]): string {
  const value = rest.shift();
  if (value === undefined || value.startsWith('--'))
    throw usageFailure(`--${option} needs a value; see ./kinora ${name} --help`);
  return value;
}
