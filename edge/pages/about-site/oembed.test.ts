import { expect, test } from 'bun:test';
import { edgeVideo } from '../../testing/edge-video.ts';
import { embedSize } from './embed-size.ts';
import { describeForEmbedding, oembedXml, videoInAddress } from './oembed.ts';

const host = 'https://tube.example';

test.each([
  [`${host}/watch/aaaaaaaaaaa`, 'aaaaaaaaaaa'],
  [`${host}/watch/aaaaaaaaaaa?t=5&list=x#comments`, 'aaaaaaaaaaa'],
  [`${host}/embed/aaaaaaaaaaa`, 'aaaaaaaaaaa'],
  ['http://tube.example/watch/aaaaaaaaaaa', 'aaaaaaaaaaa'],
  ['https://evil.example/watch/aaaaaaaaaaa', null],
  ['https://tube.example.evil.example/watch/aaaaaaaaaaa', null],
  [`${host}/watch/aaaaaaaaaaa/more`, null],
  [`${host}/watch/short`, null],
  [`${host}/@handle`, null],
  ['javascript:alert(1)', null],
  ['', null],
])('%p is the address of %p', (url, videoId) => {
  expect(videoInAddress(url, host)).toBe(videoId);
});

const [wide, tall] = [
  { width: 1920, height: 1080 },
  { width: 1080, height: 1920 },
];
test.each([
  [wide, {}, [640, 360]],
  [tall, {}, [360, 640]],
  [{ width: null, height: null }, {}, [640, 360]],
  [wide, { maxWidth: 400 }, [400, 225]],
  [wide, { maxWidth: 1_280 }, [1_280, 720]],
  [wide, { maxWidth: 9_999 }, [1_920, 1_080]],
  [wide, { maxHeight: 90 }, [160, 90]],
  [wide, { maxWidth: 400, maxHeight: 100 }, [177, 100]],
  [tall, { maxWidth: 400 }, [400, 711]],
  [{ width: 320, height: 180 }, { maxWidth: 1_000 }, [640, 360]],
  [wide, { maxWidth: 1 }, [1, 1]],
])('%p within %p is shown as %p', (video, box, [width, height]) => {
  expect(embedSize(video, box)).toEqual({ width: Number(width), height: Number(height) });
});

const video = edgeVideo({ title: 'Fish & <chips> "now"', width: 1920, height: 1080 });
const picture = { width: 1_280, height: 720 };

test('an answer has all that the type video must have, and a frame that is safe to put into a page', () => {
  const { html, ...answer } = describeForEmbedding(video, {}, picture, host);
  expect(answer).toEqual({
    ...{ type: 'video', version: '1.0', title: video.title, width: 640, height: 360, cache_age: 3_600 },
    ...{ author_name: 'Channel', author_url: `${host}/@handle`, provider_name: 'Kinora', provider_url: host },
    ...{ thumbnail_url: `${host}/thumbnails/aaaaaaaaaaa.jpg`, thumbnail_width: 1_280, thumbnail_height: 720 },
  });
  expect(html).toStartWith('<iframe width="640" height="360" src="https://tube.example/embed/aaaaaaaaaaa" ');
  expect(html).toContain('title="Fish &amp; &lt;chips&gt; &quot;now&quot;"');
});

test('neither the frame nor the thumbnail is larger than what was asked for', () => {
  const small = describeForEmbedding(video, { maxWidth: 300, maxHeight: 300 }, picture, host);
  expect([small.width, small.height]).toEqual([300, 168]);
  expect(small).not.toHaveProperty('thumbnail_url');
  expect(describeForEmbedding(video, {}, null, host)).not.toHaveProperty('thumbnail_url');
});

test('as XML it says the same', () => {
  const xml = oembedXml(describeForEmbedding(video, {}, picture, host));
  expect(xml).toStartWith('<?xml version="1.0" encoding="UTF-8"?>\n<oembed><type>video</type><version>1.0</version>');
  expect(xml).toContain('<title>Fish &amp; &lt;chips&gt; &quot;now&quot;</title>');
  expect(xml).toContain('<html>&lt;iframe width=&quot;640&quot;');
});
