import { describeObjectStore } from '../../testkit/object-store-contract.ts';
import { startSwift } from '../../testkit/services.ts';
import { createS3Store } from './s3-store.ts';

describeObjectStore('S3 (Swift s3api)', async () => {
  const swift = await startSwift();
  return {
    store: createS3Store({ ...swift, partSizeBytes: 5 << 20, copyPartBytes: 5 << 20 }),
    close: () => swift.stop(),
  };
});
