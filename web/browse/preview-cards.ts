import { readStoryboard, type Tile } from './read-storyboard.ts';

/** Somebody who only passes over a card wants no preview. */
const DWELL_MS = 350;
const FRAME_MS = 550;
const MAX_FRAMES = 20;

/** While a card is under the pointer or has the focus, it shows what happens in its video. */
export function previewCards(): void {
  let stop = () => {};
  let current: Element | null = null;
  const enter = (target: EventTarget | null) => {
    const card = target instanceof Element ? target.closest('.card') : null;
    if (card === current) return;
    stop();
    current = card;
    const thumb = card?.querySelector<HTMLElement>('.thumb[data-storyboard]');
    if (thumb && wantsPreviews()) stop = startPreview(thumb);
  };
  document.addEventListener('pointerover', ({ target, pointerType }) => {
    if (pointerType === 'mouse') enter(target);
  });
  document.addEventListener('focusin', ({ target }) => {
    if (target instanceof Element && target.matches(':focus-visible')) enter(target);
  });
  document.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget === null) enter(null);
  });
  document.documentElement.addEventListener('pointerleave', () => enter(null));
}

function wantsPreviews(): boolean {
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } }; // not in every browser
  return !matchMedia('(prefers-reduced-motion: reduce)').matches && connection?.saveData !== true;
}

/** Plays the storyboard over the poster until the answer is called. */
function startPreview(thumb: HTMLElement): () => void {
  const abort = new AbortController();
  const { signal } = abort;
  const picture = document.createElement('div');
  picture.className = 'preview';
  let frames: ReturnType<typeof setInterval> | undefined;

  async function play(): Promise<void> {
    const tiles = await readStoryboard(thumb.dataset.storyboard ?? '', signal);
    const step = Math.max(1, Math.ceil(tiles.length / MAX_FRAMES));
    const shown = tiles.filter((_, index) => index % step === 0);
    const sizes = new Map<string, { width: number; height: number }>();
    let next = 0;
    async function show(): Promise<void> {
      const tile = shown[next % shown.length];
      if (!tile) return;
      next += 1;
      const size = sizes.get(tile.url) ?? (await sizeOf(tile.url));
      sizes.set(tile.url, size);
      if (!signal.aborted) place(picture, tile, size);
    }
    await show();
    if (signal.aborted) return;
    thumb.append(picture);
    frames = setInterval(() => void show().catch(end), FRAME_MS);
  }
  const end = () => {
    abort.abort();
    clearTimeout(dwell);
    clearInterval(frames);
    picture.remove();
  };
  const dwell = setTimeout(() => void play().catch(end), DWELL_MS);
  return end;
}

/** Shows one tile of a sheet: the background is as large as the sheet is in tiles. */
function place(picture: HTMLElement, tile: Tile, sheet: { width: number; height: number }): void {
  const along = (offset: number, size: number, whole: number) => (whole > size ? (offset / (whole - size)) * 100 : 0);
  Object.assign(picture.style, {
    aspectRatio: `${tile.width} / ${tile.height}`,
    backgroundImage: `url("${tile.url}")`,
    backgroundSize: `${(sheet.width / tile.width) * 100}% ${(sheet.height / tile.height) * 100}%`,
    backgroundPosition: `${along(tile.x, tile.width, sheet.width)}% ${along(tile.y, tile.height, sheet.height)}%`,
  });
}

async function sizeOf(url: string): Promise<{ width: number; height: number }> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return { width: image.naturalWidth, height: image.naturalHeight };
}
