import { Hono } from 'hono';
import * as z from 'zod';
import type { AppEnv } from './app-env.ts';
import { renderDocsPage } from './docs-page.tsx';
import { generateOpenApi, type OpenApiDocument } from './openapi.ts';
import { operation } from './operation.ts';

const documentSchema = z.record(z.string(), z.unknown());

/** The API document of `app` and a page to read it on. */
export function docsRoutes(app: Hono<AppEnv>, publicUrl: string) {
  let document: Promise<OpenApiDocument> | undefined;
  const getDocument = () => {
    document ??= generateOpenApi(app, publicUrl);
    return document;
  };

  return new Hono<AppEnv>()
    .get(
      '/openapi.json',
      operation({
        tag: 'Service',
        summary: 'This document (OpenAPI 3.1)',
        answer: { status: 200, description: 'The document', body: documentSchema },
        auth: 'none',
      }),
      async (c) => c.json(await getDocument(), 200, { 'cache-control': 'public, max-age=300' }),
    )
    .get(
      '/docs',
      operation({
        tag: 'Service',
        summary: 'This document as a page',
        answer: { status: 200, description: 'HTML', body: null },
        auth: 'none',
      }),
      async (c) =>
        c.html(await renderDocsPage(await getDocument()), 200, {
          'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'",
        }),
    );
}
