import { type Catalogue, english, type Words } from '../../shared/messages/catalogue.ts';
import type { Locale } from '../../shared/messages/locales.ts';
import { type AssetName, assetPath } from './assets.ts';

export type Languages = { read(locale: Locale): Promise<Words> };

/**
 * The interface's languages beside English, each read once by an isolate, from the built files: the worker does not grow
 * with their number. Where one cannot be read, English is spoken, and the next page tries again.
 */
export function createLanguages(publicUrl: string, fetchAsset: (request: Request) => Promise<Response>): Languages {
  const read = new Map<Locale, Words>([['en', english]]);

  async function load(locale: Exclude<Locale, 'en'>): Promise<Words> {
    const name: AssetName = `messages-${locale}.json`;
    const response = await fetchAsset(new Request(new URL(assetPath(name), publicUrl).href)).catch(() => null);
    if (!response?.ok) return english;
    const words = { locale, catalogue: (await response.json()) as Catalogue }; // as this build wrote it
    read.set(locale, words);
    return words;
  }

  return { read: async (locale) => read.get(locale) ?? (locale === 'en' ? english : await load(locale)) };
}
