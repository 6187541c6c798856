/** Of a response whose body is packed already: workerd would pack again what says it is packed. */
export const packedBody = { encodeBody: 'manual' } as const;

export async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}
