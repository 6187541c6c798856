import { expect, test } from 'bun:test';
import { measureServed } from './served-lists.ts';

test('lists as they are served have what somebody watched next, once it is learnt what goes together', async () => {
  const { figures, ratios } = await measureServed({ people: 300, items: 200, perPerson: 20 }, 80);
  const { served_recall_at_20: learnt = 0, served_unlearnt_recall_at_20: unlearnt = 1 } = figures;
  expect(ratios.served_recall_vs_popularity).toBeGreaterThan(2);
  expect(ratios.served_recall_vs_model_alone).toBeGreaterThan(0.8);
  // Titles tell what a video is about, and nothing of which one comes next.
  expect(unlearnt).toBeGreaterThan(figures.served_popularity_recall_at_20 ?? 1);
  expect(learnt).toBeGreaterThan(1.5 * unlearnt);
  expect(figures.served_anonymous_recall_at_20).toBeGreaterThan(1.5 * unlearnt);
}, 60_000);
