/** The path exactly as it stands in `url`: `new URL().pathname` would resolve dot segments first. */
export function rawPath(url: string): string {
  return /^[a-z]+:\/\/[^/?#]*([^?#]*)/i.exec(url)?.[1] || '/';
}
