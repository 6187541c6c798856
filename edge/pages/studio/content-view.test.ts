import { expect, test } from 'bun:test';
import { isFiltered, queryOf, readContentView } from './content-view.ts';

const viewOf = (query: string) => readContentView(new URLSearchParams(query));

test('a view survives its address', () => {
  const query = '?q=alps+%26+more&visibility=private&status=failed&sort=most_viewed&cursor=abc';
  expect(queryOf(viewOf(query))).toBe(query);
  expect(queryOf(viewOf(''))).toBe('');
  expect(queryOf({ ...viewOf(query), cursor: null })).not.toContain('cursor');
});

test('what is none of the choices is left out', () => {
  const view = viewOf('visibility=secret&status=&sort=random&channel_id=../me&q=+++');
  expect(view).toEqual({ q: '', visibility: null, status: null, sort: 'newest', channelId: null, cursor: null });
  expect(isFiltered(view)).toBe(false);
  expect(isFiltered(viewOf('q=a'))).toBe(true);
});
