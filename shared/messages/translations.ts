import { ar } from './ar/index.ts';
import type { Catalogue } from './catalogue.ts';
import type { Locale } from './locales.ts';

/** Every language but English. The build writes each into a file of its own, which the edge reads when it is asked for. */
export const translations: Record<Exclude<Locale, 'en'>, Catalogue> = { ar };
