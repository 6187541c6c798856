import { expect, test } from 'bun:test';
import sharp from 'sharp';
import { jpegSize } from './jpeg-size.ts';

const picture = sharp({ create: { width: 320, height: 180, channels: 3, background: '#c03030' } });

test.each([
  ['plain', {}],
  ['progressive', { progressive: true }],
  ['with other tables', { mozjpeg: true }],
])('a %s JPEG says how large it is', async (_name, options) => {
  expect(jpegSize(await picture.jpeg(options).toBuffer())).toEqual({ width: 320, height: 180 });
});

test('what is no JPEG, or breaks off, says nothing', async () => {
  const jpeg = await picture.jpeg().toBuffer();
  expect(jpegSize(jpeg.subarray(0, 30))).toBeNull();
  expect(jpegSize(await picture.png().toBuffer())).toBeNull();
  expect(jpegSize(new Uint8Array())).toBeNull();
  expect(jpegSize(new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0xff]))).toBeNull();
  expect(jpegSize(new Uint8Array(64).fill(0xff))).toBeNull();
});
