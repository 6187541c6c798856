import { expect, test } from 'bun:test';
import { countedAddress } from '../gateway/counted-address.ts';
import { isPublicAddress } from './is-public-address.ts';

test.each([
  '203.0.113.9',
  '172.15.255.255',
  '172.32.0.1',
  '192.169.0.1',
  '100.63.0.1',
  '100.128.0.1',
  '11.0.0.1',
  '2001:db8::9',
  '::ffff:203.0.113.9',
])('%s may be a viewer', (address) => {
  expect(isPublicAddress(countedAddress(address))).toBe(true);
});

test.each([
  '127.0.0.1',
  '::1',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.7',
  '169.254.1.1',
  '100.64.0.1',
  '100.127.255.255',
  'fd00::1',
  'FE80::1%eth0',
  '::ffff:10.0.0.1',
])('%s is of a network of its own', (address) => {
  expect(isPublicAddress(countedAddress(address))).toBe(false);
});
