import { SNIFF_BYTES, sniffContainer } from '../../shared/media/sniff-container.ts';
import { moveChunks } from './move-chunks.ts';
import type { Arriving } from './source-cache.ts';
import { topLevelBoxes } from './top-level-boxes.ts';

/** An original as one stream that a demuxer can read without seeking, while it is still arriving. */
export type InOrder = { container: 'mov' | 'matroska'; stream: () => ReadableStream<Uint8Array> };

type Piece = Uint8Array | { start: number; end: number };

/** An hour of video has an index of a few mebibytes. */
const maxIndexBytes = 64 * 2 ** 20;
const chunkBytes = 512 * 1024;

/**
 * How to give `source` to a demuxer from front to back, or `null` where that is not certain to give all there is of
 * it. An index at the end, as cameras write it, is put in front, with the places it names moved accordingly.
 */
export async function readInOrder(source: Arriving): Promise<InOrder | null> {
  const container = sniffContainer(await source.read(0, SNIFF_BYTES));
  if (container !== 'mov' && container !== 'matroska') return null;
  const pieces = container === 'mov' ? await indexFirst(source) : [{ start: 0, end: source.sizeBytes }];
  return pieces && { container, stream: () => streamOf(source, pieces) };
}

async function indexFirst(source: Arriving): Promise<Piece[] | null> {
  const boxes = await topLevelBoxes(source);
  const index = boxes?.find(({ type }) => type === 'moov');
  const media = boxes?.find(({ type }) => type === 'mdat');
  if (!boxes || !index || !media || index.sizeBytes > maxIndexBytes) return null;
  if (boxes.some(({ type }) => type === 'moof') || boxes.filter(({ type }) => type === 'moov').length > 1) return null;
  const moov = await source.read(index.start, index.sizeBytes);
  const indexEnd = index.start + index.sizeBytes;
  const isInFront = index.start < media.start;
  const [brand] = boxes;
  const target = isInFront ? index.start : brand?.type === 'ftyp' ? brand.sizeBytes : 0;
  const isMovable = moveChunks(moov, (offset) => {
    if (offset >= source.sizeBytes || offset < target) return null;
    if (offset >= index.start) return offset < indexEnd ? null : offset;
    return offset + moov.byteLength;
  });
  if (!isMovable) return null;
  return [
    { start: 0, end: target },
    moov,
    { start: target, end: index.start },
    { start: indexEnd, end: source.sizeBytes },
  ];
}

function streamOf(source: Arriving, pieces: readonly Piece[]): ReadableStream<Uint8Array> {
  const read = async function* () {
    for (const piece of pieces) {
      if (piece instanceof Uint8Array) yield piece;
      else
        for (let at = piece.start; at < piece.end; at += chunkBytes)
          yield await source.read(at, Math.min(chunkBytes, piece.end - at));
    }
  };
  const chunks = read();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: async () => void (await chunks.return(undefined)),
    },
    { highWaterMark: 0 },
  );
}
