import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectDir } from './paths.ts';
import { verbs } from './verbs.ts';

const read = (path: string) => readFileSync(join(projectDir, path), 'utf8');
const documents = ['README.md', ...new Bun.Glob('docs/**/*.md').scanSync(projectDir)];

test('every variable that a configuration reads is documented', () => {
  const sources = [
    'origin/config.ts',
    'transcoder/config.ts',
    'platform/object-store/from-config.ts',
    'cli/supervisor/settings.ts',
    'cli/supervisor/edge-service.ts',
  ];
  const reference = read('docs/configuration.md');
  for (const source of sources)
    for (const [variable] of read(source).matchAll(/\bKINORA_[A-Z0-9_]+\b/g)) expect(reference).toContain(variable);
});

test('every file that a document links to exists', () => {
  for (const document of documents)
    for (const [, target = ''] of read(document).matchAll(/\]\((?!https?:|#)([^)#]+)/g))
      expect({ document, target, exists: Bun.file(join(projectDir, dirname(document), target)).size > 0 }).toEqual({
        ...{ document, target },
        exists: true,
      });
});

test('the README shows every verb', () => {
  for (const verb of Object.keys(verbs)) expect(read('README.md')).toContain(`./kinora ${verb}`);
});
