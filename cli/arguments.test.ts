import { describe, expect, test } from 'bun:test';
import { parseArguments } from './arguments.ts';
import { Failure } from './failure.ts';
import { verbHelp, verbList } from './help.ts';
import type { Verb } from './verb.ts';
import { verbs } from './verbs.ts';

const verb = (name: string): Verb => {
  const found = verbs[name];
  if (!found) throw new Error(`no verb ${name}`);
  return found;
};

describe('arguments', () => {
  test('are positionals and flags in any order', () => {
    const parsed = parseArguments('demo', verb('demo'), ['--exit', 'a file.mov', '--json']);
    expect(parsed.positionals).toEqual(['a file.mov']);
    expect([...parsed.flags]).toEqual(['exit', 'json']);
  });

  test('after -- are positionals, whatever they look like', () => {
    expect(parseArguments('demo', verb('demo'), ['--', '--exit']).positionals).toEqual(['--exit']);
  });

  test('take the values of options, in either form', () => {
    const { options, positionals } = parseArguments('upload', verb('upload'), [
      '--title',
      'a b',
      'c.mov',
      '--tags=--x=1',
    ]);
    expect([...options]).toEqual([
      ['title', 'a b'],
      ['tags', '--x=1'],
    ]);
    expect(positionals).toEqual(['c.mov']);
  });

  test.each([
    ['upload', ['a.mov', '--title']],
    ['upload', ['a.mov', '--title', '--json']],
    ['upload', ['a.mov', '--again=1']],
    ['demo', ['--loud']],
    ['demo', ['-exit']],
    ['demo', ['a.mov', 'b.mov']],
    ['verify', ['now']],
  ])('%s refuses %j with exit code 2', (name, argv) => {
    expect.assertions(2);
    try {
      parseArguments(name, verb(name), argv);
    } catch (error) {
      expect(error).toBeInstanceOf(Failure);
      expect(error).toMatchObject({ code: 'usage', exitCode: 2 });
    }
  });

  test('of a pass-through verb stay as they are, except a leading --help', () => {
    expect(parseArguments('wrangler', verb('wrangler'), ['deploy', '--dry-run', '--help']).positionals).toEqual([
      'deploy',
      '--dry-run',
      '--help',
    ]);
    expect(parseArguments('wrangler', verb('wrangler'), ['--help']).help).toBe(true);
  });
});

describe('help', () => {
  test('lists every verb on a line of its own', () => {
    const lines = verbList(verbs).split('\n');
    for (const [name, { summary }] of Object.entries(verbs))
      expect(lines.filter((line) => line.trim().startsWith(`${name} `) && line.endsWith(summary))).toHaveLength(1);
  });

  test.each(Object.keys(verbs))('of %s shows how to call it and each of its flags', (name) => {
    const page = verbHelp(name, verb(name));
    expect(page).toStartWith(`usage: ./kinora ${name}`);
    for (const flag of verb(name).flags) expect(page).toContain(`--${flag}`);
  });
});
