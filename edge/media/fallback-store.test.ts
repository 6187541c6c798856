import { expect, test } from 'bun:test';
import { AppError } from '../../shared/errors.ts';
import { createFallbackStore } from './fallback-store.ts';
import type { MediaStore, OpenedMedia } from './media-store.ts';

const read = { range: null, headOnly: false };

function store(answer: OpenedMedia | null | Error): MediaStore & { asked: number } {
  const it = {
    asked: 0,
    async open() {
      it.asked += 1;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  return it;
}

const object = (text: string): OpenedMedia => ({
  sizeBytes: text.length,
  etag: `"${text}"`,
  part: null,
  body: new Uint8Array(Buffer.from(text)),
});
const broken = (words: string) =>
  new AppError('unavailable', 'the media store cannot be reached', { cause: new Error(words) });

test('the first that answers is the one that counts', async () => {
  const [first, second] = [store(object('first')), store(object('second'))];
  expect(await createFallbackStore([first, second], () => {}).open('k', read)).toMatchObject(object('first'));
  expect(second.asked).toBe(0);
});

test('failing stores are passed over, as many as there are', async () => {
  const stores = [store(broken('a')), store(broken('b')), store(object('third'))] as const;
  const heard: unknown[] = [];
  const opened = await createFallbackStore([...stores], (error) => heard.push(error)).open('k', read);
  expect(opened).toMatchObject(object('third'));
  expect(heard).toHaveLength(2);
});

test('a missing object is an answer: nobody else is asked', async () => {
  const [first, second] = [store(null), store(object('second'))];
  expect(await createFallbackStore([first, second], () => {}).open('k', read)).toBeNull();
  expect(second.asked).toBe(0);
});

test('when all fail the caller may come back, and the log can name every reason', async () => {
  const stores = [store(broken('bucket gone')), store(broken('origin gone'))] as const;
  const failing = createFallbackStore([...stores], () => {}).open('k', read);
  await expect(failing).rejects.toMatchObject({
    code: 'unavailable',
    headers: { 'retry-after': '2' },
    cause: { message: 'bucket gone; origin gone' },
  });
});

test('for a body that breaks off the next one is asked, and the last one once more', async () => {
  const [first, second] = [store(object('same')), store(object('same'))];
  const heard: unknown[] = [];
  const fallback = createFallbackStore([first, second], (error) => heard.push(error));
  let opened = await fallback.open('k', read);
  for (const times of [1, 2]) {
    opened = (await opened?.elsewhere?.(`break ${times}`)) ?? null;
    expect(opened).toMatchObject(object('same'));
  }
  expect(opened).not.toHaveProperty('elsewhere');
  expect({ first: first.asked, second: second.asked, heard }).toEqual({
    ...{ first: 1, second: 2 },
    heard: ['break 1', 'break 2'],
  });
});

test('the last one is asked once when all fail: an outage is no reason to ask twice', async () => {
  const [first, last] = [store(broken('a')), store(broken('b'))];
  await expect(createFallbackStore([first, last], () => {}).open('k', read)).rejects.toMatchObject({
    code: 'unavailable',
  });
  expect([first.asked, last.asked]).toEqual([1, 1]);
});
