/** One picture of a storyboard: a part of the sheet at `url`, in pixels. */
export type Tile = { url: string; x: number; y: number; width: number; height: number };

/** The pictures that a storyboard names, in order. */
export async function readStoryboard(url: string, signal: AbortSignal): Promise<Tile[]> {
  const answer = await fetch(url, { signal });
  if (!answer.ok) throw new Error(`status ${answer.status} for a storyboard`);
  return parseStoryboard(await answer.text(), new URL(answer.url));
}

/** WebVTT whose cues are addresses with a spatial fragment (Media Fragments URI 1.0, clause 4.2.2). */
export function parseStoryboard(vtt: string, base: URL): Tile[] {
  return [...vtt.matchAll(/^(\S+)#xywh=(?:pixel:)?(\d+),(\d+),(\d+),(\d+)\s*$/gm)].flatMap(
    ([, address = '', ...numbers]) => {
      const [x = 0, y = 0, width = 0, height = 0] = numbers.map(Number);
      return width > 0 && height > 0 ? [{ url: new URL(address, base).href, x, y, width, height }] : [];
    },
  );
}
