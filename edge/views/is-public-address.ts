/** Of this machine, a private network or a carrier's (RFC 1918, 3927, 6598); the last two are IPv6's (RFC 4193, 4291 §2.5.6). */
const NOT_PUBLIC = [
  /^(?:0|10|127)\./,
  /^169\.254\./,
  /^172\.(?:1[6-9]|2\d|3[01])\./,
  /^192\.168\./,
  /^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
  /^f[cd][0-9a-f]{2}:/,
  /^fe[89ab][0-9a-f]:/,
  /^0:0:0:0:/,
];

/**
 * Whether an address, as `countedAddress` gives it, can be a viewer's on the internet. Others are mostly those of a proxy
 * in front of plain workerd, which all viewers share.
 */
export function isPublicAddress(address: string): boolean {
  return !NOT_PUBLIC.some((range) => range.test(address));
}
