/** `12.3 MB`, in millions of bytes as file managers count them. */
export function formatMegabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
