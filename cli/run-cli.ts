import { parseArguments } from './arguments.ts';
import { ensureEngines } from './engines/ensure-engines.ts';
import { Failure } from './failure.ts';
import { verbHelp, verbList } from './help.ts';
import { createOutput } from './output.ts';
import { verbs } from './verbs.ts';

/** Runs one command line and resolves with the exit code. */
export async function runCli(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(`${verbList(verbs)}\n`);
    return 0;
  }
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (!verb) {
    process.stderr.write(`kinora: there is no verb "${name}"\n\n${verbList(verbs)}\n`);
    return 2;
  }
  const output = createOutput(rest.includes('--json'));
  try {
    const { help, positionals, flags, options } = parseArguments(name, verb, rest);
    if (help) {
      process.stdout.write(`${verbHelp(name, verb)}\n`);
      return 0;
    }
    await ensureEngines(verb.engines(positionals));
    return await verb.run({ positionals, flags, options, output });
  } catch (error) {
    if (error instanceof Failure) {
      output.error(error.code, error.message);
      return error.exitCode;
    }
    console.error(error);
    output.error('internal', error instanceof Error ? error.message : String(error));
    return 1;
  }
}
