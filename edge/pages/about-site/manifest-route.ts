import { Hono } from 'hono';
import { locales } from '../../../shared/messages/locales.ts';
import type { EdgeEnv } from '../../http/request-facts.ts';
import { sayFor, wordsOf } from '../visit.ts';
import { textAnswer } from './text-answer.ts';
import { webManifest } from './web-manifest.ts';

export function manifestRoute(): Hono<EdgeEnv> {
  return new Hono<EdgeEnv>().get('/manifest.webmanifest', (c) => {
    const { locale } = wordsOf(c);
    const manifest = webManifest(sayFor(c), locale, locales[locale].dir);
    return textAnswer(JSON.stringify(manifest), 'application/manifest+json', {
      'cache-control': 'public, max-age=3600',
      vary: 'Accept-Language, Cookie',
    });
  });
}
