import { expect, test } from 'bun:test';
import { element, escapeXml, nest } from './xml.ts';

test.each([
  ['Fish & <chips> "now" it\'s', 'Fish &amp; &lt;chips&gt; &quot;now&quot; it&apos;s'],
  ['tab\tand\nline', 'tab\tand\nline'],
  ['bell\u0007 and \uFFFF', 'bell and '],
  ['half of a pair: \uD83D', 'half of a pair: '],
  ['a whole one: 🐝', 'a whole one: 🐝'],
  [']]>', ']]&gt;'],
])('%p is written %p', (text, expected) => {
  expect(escapeXml(text)).toBe(expected);
});

test('elements are closed and their attributes escaped', () => {
  expect(element('a', 1, { b: '"' })).toBe('<a b="&quot;">1</a>');
  expect(element('a', null, { b: 2 })).toBe('<a b="2"/>');
  expect(nest('a', [element('b', 'c'), element('d', null)])).toBe('<a><b>c</b><d/></a>');
});
