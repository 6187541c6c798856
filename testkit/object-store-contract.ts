import { afterAll, beforeAll, describe } from 'bun:test';
import type { ObjectStore } from '../platform/object-store/object-store.ts';
import { declareCopyTests } from './object-store-contract/copy-tests.ts';
import { declareKeyTests } from './object-store-contract/key-tests.ts';
import { declareMultipartTests } from './object-store-contract/multipart-tests.ts';
import { declareObjectTests } from './object-store-contract/object-tests.ts';
import { createSuite } from './object-store-contract/suite.ts';

export type StoreUnderTest = { store: ObjectStore; close(): Promise<void> };

/** Declares the tests that every object store passes. Each works under a key prefix of its own. */
export function describeObjectStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`object store contract: ${name}`, () => {
    let opened: StoreUnderTest | undefined;
    beforeAll(async () => {
      opened = await open();
    }, 120_000);
    afterAll(() => opened?.close());

    const suite = createSuite(() => {
      if (!opened) throw new Error('the store is not open yet');
      return opened.store;
    });
    declareMultipartTests(suite);
    declareObjectTests(suite);
    declareCopyTests(suite);
    declareKeyTests(suite);
  });
}
