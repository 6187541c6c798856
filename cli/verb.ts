import type { EngineName } from './engines/engine-table.ts';
import type { Output } from './output.ts';

export type VerbInput = {
  positionals: string[];
  flags: ReadonlySet<string>;
  /** Values of the options given, by their names. */
  options: ReadonlyMap<string, string>;
  output: Output;
};

export type Verb = {
  summary: string;
  /** What follows the verb's name, for the first line of its help. */
  synopsis: string;
  help: readonly string[];
  /** Boolean options, without the dashes. */
  flags: readonly string[];
  /** Options that take a value, without the dashes: `--name value` or `--name=value`. */
  options?: readonly string[];
  maxPositionals: number;
  /** Everything after the verb belongs to another program. */
  passThrough?: true;
  /** Programs that must be on this machine, given the verb's positionals. */
  engines(positionals: readonly string[]): readonly EngineName[];
  /** Resolves with the exit code. */
  run(input: VerbInput): Promise<number>;
};
