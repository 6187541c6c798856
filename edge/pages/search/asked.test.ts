import { expect, test } from 'bun:test';
import { apiPath, hasFilters, pagePath, readAsked } from './asked.ts';

const asked = (address: string) => {
  const parameters = new URLSearchParams(address);
  return readAsked((name) => parameters.get(name) ?? undefined);
};

test('what was chosen goes to the API and stays in the address', () => {
  const search = asked('q=+piano+&type=video&duration=short&sort=views&captions=true&category=M%26M');
  expect(pagePath(search)).toBe('/search?q=piano&type=video&category=M%26M&duration=short&sort=views&captions=true');
  expect(apiPath(search)).toBe(
    '/search?q=piano&type=video&category=M%26M&duration=short&sort=views&captions=true&limit=20',
  );
  expect(hasFilters(search)).toBe(true);
});

test('what is no choice counts as none', () => {
  const search = asked('q=piano&type=everything&sort=worst&uploaded=&captions=yes&limit=5000');
  expect(apiPath(search)).toBe('/search?q=piano&limit=20');
  expect(hasFilters(search)).toBe(false);
});
