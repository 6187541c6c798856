import type { FC } from 'hono/jsx';
import { generationFiles, smallPosterFile, smallPosterWidth } from '../../shared/media/object-keys.ts';

/**
 * What browsers choose the poster of a card by: how wide the files are, and how wide cards are shown (cards.css), a little
 * less than that: at two points a pixel the small one is a few short, and half the bytes.
 */
export const posterSources = (poster: string) => ({
  srcset: `${smallPosterOf(poster)} ${smallPosterWidth}w, ${poster} 1280w`,
  sizes: '(max-width: 640px) 88vw, 320px',
});

/** Beside the poster, below the same token. */
export const smallPosterOf = (poster: string): string =>
  `${poster.slice(0, -generationFiles.poster.length)}${smallPosterFile}`;

/** A poster that is never wider than a third of a page. */
export const SmallPoster: FC<{ poster: string }> = ({ poster }) => (
  <img src={smallPosterOf(poster)} alt="" width="640" height="360" loading="lazy" decoding="async" />
);

/** Begun before the card is there that shows it, which chooses by the same. */
export const PreloadedPoster: FC<{ poster: string }> = ({ poster }) => {
  const { srcset, sizes } = posterSources(poster);
  return <link rel="preload" as="image" imagesrcset={srcset} imagesizes={sizes} fetchpriority="high" />;
};
