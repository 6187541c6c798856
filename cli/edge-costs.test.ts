import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { root } from './build/root.ts';

// The example in docs/edge.md must follow from the formulas and prices beside it.

const views = 1e6;
const [minutes, missShare, eventsPerView] = [5, 0.05, 1];
const beyond = (used: number, included: number, pricePerMillion: number) =>
  (Math.max(0, used - included) / 1e6) * pricePerMillion;

test('the cost example adds up', async () => {
  const text = await Bun.file(join(root, 'docs/edge.md')).text();
  const media = views * (((minutes * 60) / 4) * 2 + 10);
  const requests = media + views * 5 + views * eventsPerView;
  const requestCost = beyond(requests, 10e6, 0.3);
  const classACost = beyond(300 * minutes * 1_000, 1e6, 4.5);
  const objectCost = beyond(views + views * eventsPerView + 21e6, 1e6, 0.15);
  expect(text).toContain(`| ${media / 1e6} M |`);
  expect(text).toContain(`| ${requests / 1e6} M → ${requestCost.toFixed(2)} |`);
  expect(text).toContain(`1.5 M → ${classACost.toFixed(2)} |`);
  expect(text).toContain(`| ${(media * missShare) / 1e6} M → 0 |`);
  expect(text).toContain(`| 23 M → ${objectCost.toFixed(2)} |`);
  expect(text).toContain(`about ${Math.round(requestCost + classACost + objectCost + 5)}, plus storage`);
});
