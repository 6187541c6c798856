import { join } from 'node:path';

/** The page with Uppy in it, from an address of its own, as an app's pages are. */
export async function serveUppyPage() {
  const built = await Bun.build({ entrypoints: [join(import.meta.dir, 'page.ts')], target: 'browser' });
  const script = await built.outputs[0]?.text();
  if (script === undefined) throw new Error('the page was not built');
  const html =
    '<!doctype html><meta charset="utf-8"><title>App</title><input type="file"><script src="/page.js"></script>';
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    routes: {
      '/': () => new Response(html, { headers: { 'content-type': 'text/html' } }),
      '/page.js': () => new Response(script, { headers: { 'content-type': 'text/javascript' } }),
    },
  });
  return { url: server.url.origin, stop: () => server.stop(true) };
}
