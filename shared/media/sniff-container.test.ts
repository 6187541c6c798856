import { expect, test } from 'bun:test';
import { sniffContainer } from './sniff-container.ts';

const bytes = (text: string) => Uint8Array.from(text.padEnd(400, ' '), (letter) => letter.charCodeAt(0));
const transportStream = (packetBytes: number, phase: number) => {
  const data = new Uint8Array(4096).fill(1);
  for (let at = phase; at < data.length; at += packetBytes) data[at] = 0x47;
  return data;
};

test.each([
  ['\0\0\0\x18ftypisom', 'mov'],
  ['\0\0\0\x08wide\0\0\0\0mdat', 'mov'],
  ['\x1a\x45\xdf\xa3\x01\0\0\0', 'matroska'],
  ['RIFF\0\0\0\0AVI LIST', 'avi'],
  ['FLV\x01\x05', 'flv'],
  ['\0\0\x01\xba\x44', 'mpeg'],
  ['OggS\0\x02', 'ogg'],
  ['RIFF\0\0\0\0WAVEfmt ', 'wav'],
  ['fLaC\0\0\0\x22', 'flac'],
  ['ID3\x04\0', 'mp3'],
  ['\xff\xfb\x90\x64', 'mp3'],
  ['\xff\xf1\x50\x80', 'aac'],
] as const)('%j is %s', (head, container) => {
  expect(sniffContainer(bytes(head))).toBe(container);
});

test('transport streams are found at either packet size and any phase', () => {
  expect(sniffContainer(transportStream(188, 0))).toBe('mpegts');
  expect(sniffContainer(transportStream(192, 4))).toBe('mpegts');
  expect(sniffContainer(transportStream(188, 77))).toBe('mpegts');
});

test.each([
  ['playlist', '#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n/etc/passwd\n'],
  ['ffconcat script', 'ffconcat version 1.0\nfile /etc/passwd\n'],
  ['DASH manifest', '<?xml version="1.0"?><MPD></MPD>'],
  ['SDP', 'v=0\no=- 0 0 IN IP4 127.0.0.1\n'],
  ['text', 'dear diary'],
  ['JPEG', '\xff\xd8\xff\xe0'],
  ['PNG', '\x89PNG\r\n\x1a\n'],
  ['GIF', 'GIF89a'],
  ['AVIF image', '\0\0\0\x1cftypavif'],
  ['WebP', 'RIFF\0\0\0\0WEBPVP8 '],
  ['text full of Gs', 'G'.repeat(20)],
  ['nothing', ''],
])('%s is nothing ffmpeg may open', (_, head) => {
  expect(sniffContainer(bytes(head))).toBeNull();
});
