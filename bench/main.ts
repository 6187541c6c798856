import type { BenchCase, BenchResult } from './bench-case.ts';

import { edgeCase } from './cases/edge.ts';
import { firstFrameCase } from './cases/first-frame.ts';
import { firstPlayCase } from './cases/first-play.ts';
import { pipelineCase } from './cases/pipeline.ts';
import { qualityCase } from './cases/quality.ts';
import { recommendCase } from './cases/recommend.ts';
import { roomCase } from './cases/room.ts';
import { scaleCase } from './cases/scale.ts';
import { searchCase } from './cases/search.ts';
import { signInCase } from './cases/sign-in.ts';
import { socialCase } from './cases/social.ts';
import { suggestionsCase } from './cases/suggestions.ts';
import { uploadCase } from './cases/upload.ts';
import { describeMachine } from './machine.ts';

const cases: BenchCase[] = [
  pipelineCase,
  firstPlayCase,
  firstFrameCase,
  scaleCase,
  qualityCase,
  edgeCase,
  roomCase,
  uploadCase,
  signInCase,
  socialCase,
  recommendCase,
  searchCase,
  suggestionsCase,
];

/** `bench NAME [--json] [--runs N] [--ratings FILE]`. Returns the exit code. */
export async function bench(args: readonly string[]): Promise<number> {
  const json = args.includes('--json');
  const runsAt = args.indexOf('--runs');
  const runs = runsAt < 0 ? 5 : Number(args[runsAt + 1]);
  const ratingsAt = args.indexOf('--ratings');
  const ratingsPath = ratingsAt < 0 ? undefined : args[ratingsAt + 1];
  const valuesAt = [runsAt, ratingsAt].filter((at) => at >= 0).map((at) => at + 1);
  const name = args.find((arg, index) => !arg.startsWith('-') && !valuesAt.includes(index));
  const chosen = cases.find((candidate) => candidate.name === name);
  if (!chosen || !Number.isInteger(runs) || runs < 1) {
    console.error('usage: ./kinora bench NAME [--runs N] [--ratings FILE] [--json]\n');
    for (const each of cases) console.error(`  ${each.name.padEnd(10)} ${each.summary}`);
    return 2;
  }
  const note = (line: string) => console.error(`  ${line}`);
  const result = await chosen.run({ runs, note, ratingsPath });
  if (json) console.log(JSON.stringify({ bench: chosen.name, ...result, machine: describeMachine() }));
  else printTable(chosen, result);
  return 0;
}

function printTable(chosen: BenchCase, result: BenchResult): void {
  const machine = describeMachine();
  console.log(`\n${chosen.name}: medians on ${machine.cpu}, ${machine.cores} cores, Bun ${machine.bun}\n`);
  for (const [key, value] of Object.entries(result.figures)) console.log(`  ${key.padEnd(34)} ${format(value)}`);
  console.log('');
  for (const [key, value] of Object.entries(result.ratios))
    console.log(`  ${key.padEnd(34)} ${format(value).padEnd(10)} ${chosen.budgets[key] ?? ''}`);
}

function format(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

if (import.meta.main) process.exit(await bench(process.argv.slice(2)));
