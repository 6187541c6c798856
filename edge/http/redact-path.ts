/** `path` without the playback token, for logs. */
export function redactPath(path: string): string {
  return path.replace(/^(\/+p\/+)[^/]*/, '$1[token]');
}
