import { AppError } from '../../shared/errors.ts';

const passedOn = ['accept-encoding', 'if-none-match', 'range'];

/** Built web files: from Cloudflare's asset store, or from origin in plain workerd. */
export async function serveAsset(
  request: Request,
  fetchAsset: (request: Request) => Promise<Response>,
): Promise<Response> {
  const { href } = new URL(request.url);
  const headers = new Headers();
  for (const name of passedOn) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  let response: Response;
  try {
    response = await fetchAsset(new Request(href, { method: request.method, headers, redirect: 'manual' }));
  } catch (cause) {
    throw new AppError('unavailable', 'the web files cannot be read right now', {
      headers: { 'retry-after': '2' },
      cause,
    });
  }
  if (response.status === 404) throw new AppError('not_found', 'no such file');
  const answer = new Response(response.body, response);
  // File names carry a hash of their content.
  if (response.ok) answer.headers.set('cache-control', 'public, max-age=31536000, immutable');
  return answer;
}
