/**
 * The network of an address as playback tokens carry it, in hex: the first 24 bits of IPv4 (6 digits), the first 48 of
 * IPv6 (12 digits). Viewers keep it while their device changes its address within one connection. Null for neither.
 */
export function networkPrefix(address: string): string | null {
  const v4 = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/i.exec(address);
  if (v4) {
    const octets = v4.slice(1).map(Number);
    return octets.every((octet) => octet <= 255)
      ? octets
          .slice(0, 3)
          .map((octet) => hex(octet, 2))
          .join('')
      : null;
  }
  const [head = '', tail, more] = address.split('%', 1)[0]?.split('::') ?? [];
  if (!address.includes(':') || more !== undefined) return null;
  const groups = head === '' ? [] : head.split(':');
  if (tail === undefined && groups.length !== 8) return null;
  const first = [...groups, '0', '0', '0'].slice(0, 3);
  return first.every((group) => /^[0-9a-f]{1,4}$/i.test(group))
    ? first.map((group) => hex(Number.parseInt(group, 16), 4)).join('')
    : null;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
