import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { matchesEtag } from './matches-etag.ts';

/** `player-3f9c2a1b.js`: a bundler put a hash of the content into the name. */
const hashedName = /[-.][A-Za-z0-9_-]{8,}\.\w+$/;

/** One file of the built web client. Throws `not_found` for anything outside `assetsDir`, symlinks out of it included. */
export async function serveAsset(assetsDir: string, path: string, request: Request): Promise<Response> {
  const missing = new AppError('not_found', 'there is no such file');
  const root = await realpath(assetsDir).catch(() => null);
  const name = decodePath(path);
  if (root === null || name === null) throw missing;
  const found = await realpath(join(root, name)).catch(() => null);
  if (!found?.startsWith(root + sep)) throw missing;
  const file = Bun.file(found);
  const facts = await file.stat().catch(() => null);
  if (!facts?.isFile()) throw missing;
  // The build lays a packed copy beside each file.
  const packed = Bun.file(`${found}.br`);
  const isPacked = acceptsBrotli(request.headers.get('accept-encoding')) && (await packed.exists());
  const version = `${facts.size.toString(36)}-${Math.trunc(facts.mtimeMs).toString(36)}`;
  const etag = isPacked ? `"${version}-br"` : `"${version}"`;
  const headers = {
    etag,
    vary: 'accept-encoding',
    'content-type': file.type,
    'cache-control': hashedName.test(found) ? 'public, max-age=31536000, immutable' : 'public, no-cache',
    'x-content-type-options': 'nosniff',
  };
  if (matchesEtag(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers });
  return isPacked
    ? new Response(packed, { headers: { ...headers, 'content-encoding': 'br' } })
    : new Response(file, { headers });
}

/** RFC 9110 §12.5.3, as far as browsers use it: `br`, unless its weight is 0. */
function acceptsBrotli(header: string | null): boolean {
  return /(?:^|,)\s*br\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[\d.]+\s*)?(?:,|$)/i.test(header ?? '');
}

function decodePath(path: string): string | null {
  try {
    const name = decodeURIComponent(path);
    return name.includes('\0') ? null : name;
  } catch {
    return null;
  }
}
