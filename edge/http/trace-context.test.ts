import { expect, test } from 'bun:test';
import { continueTrace } from './trace-context.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const parentId = '00f067aa0ba902b7';
const trace = (traceparent: string, tracestate = 'vendor=1') => continueTrace(new Headers({ traceparent, tracestate }));

test('a trace goes on with a span of our own', () => {
  const { traceparent, tracestate } = trace(`00-${traceId}-${parentId}-01`);
  expect(traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
  expect(traceparent).not.toContain(parentId);
  expect(tracestate).toBe('vendor=1');
});

test('a later version is read as ours, its unknown flags are not passed on', () => {
  expect(trace(`01-${traceId}-${parentId}-03-more`).traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
});

test.each([
  '',
  'x',
  `ff-${traceId}-${parentId}-01`,
  `00-${traceId}-${parentId}-01-more`,
  `00-${'0'.repeat(32)}-${parentId}-01`,
  `00-${traceId}-${'0'.repeat(16)}-01`,
  `00-${traceId.toUpperCase()}-${parentId}-01`,
  `00-${traceId}-${parentId}`,
])('%p begins a new trace', (wrong) => {
  const { traceparent, tracestate } = trace(wrong);
  expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  expect(traceparent).not.toContain(traceId);
  expect(tracestate).toBeNull();
});

test('a state longer than anybody must keep is dropped', () => {
  expect(trace(`00-${traceId}-${parentId}-01`, 'v='.padEnd(600, 'x')).tracestate).toBeNull();
});
