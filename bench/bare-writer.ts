import { open } from 'node:fs/promises';
import { join } from 'node:path';

/** The least that taking an upload can be: each PUT becomes a flushed file. Prints its address. */
const [dir = '.'] = process.argv.slice(2);
const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  async fetch(request) {
    const handle = await open(join(dir, new URL(request.url).pathname.slice(1)), 'w');
    try {
      for await (const chunk of request.body ?? []) await handle.writeFile(chunk);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return new Response();
  },
});
console.log(server.url.origin);
