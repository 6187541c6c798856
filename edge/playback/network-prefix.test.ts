import { expect, test } from 'bun:test';
import { networkPrefix } from './network-prefix.ts';

test.each([
  ['203.0.113.9', 'cb0071'],
  ['203.0.113.200', 'cb0071'],
  ['203.0.114.9', 'cb0072'],
  ['::ffff:203.0.113.9', 'cb0071'],
  ['2001:db8:1:2:3:4:5:6', '20010db80001'],
  ['2001:db8:1::6', '20010db80001'],
  ['2001:db8::6', '20010db80000'],
  ['::1', '000000000000'],
  ['fe80::1%eth0', 'fe8000000000'],
  ['256.0.0.1', null],
  ['1.2.3', null],
  ['1:2:3', null],
  ['1::2::3', null],
  ['host', null],
  ['', null],
])('%p lies in %p', (address, prefix) => {
  expect(networkPrefix(address)).toBe(prefix);
});
