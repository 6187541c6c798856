import { expect, test } from 'bun:test';
import { cleanVttText } from './cue-text.ts';
import { editableText } from './editable-text.ts';

test.each([
  ['R&amp;D', 'R&D'],
  ['1 &lt; 2 &amp;&amp; 3 &gt; 2', '1 < 2 && 3 > 2'],
  ['a --&gt; b', 'a --> b'],
  ['<i>Quietly</i> &lt;3', '<i>Quietly</i> &lt;3'],
  ['&lt;b&gt;', '&lt;b>'],
  ['&amp;lt; is how it is written', '&amp;lt; is how it is written'],
  ['&amp;#60; as well', '&amp;#60; as well'],
])('%s is shown as %s, and kept as it was', (kept, shown) => {
  expect(editableText(kept)).toBe(shown);
  expect(cleanVttText(editableText(kept))).toBe(kept);
});

test('whatever is typed comes back as it was typed, once it has been kept', () => {
  const pieces = ['&', '<', '>', 'b', '/', ';', 'lt', 'amp', ' ', '#60', '1', '-->'];
  let seed = 7;
  const next = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return pieces[seed % pieces.length] ?? '';
  };
  for (let round = 0; round < 2_000; round++) {
    const kept = cleanVttText(Array.from({ length: 8 }, next).join(''));
    expect(cleanVttText(editableText(kept))).toBe(kept);
  }
});
