import { describeObjectStore } from '../../testkit/object-store-contract.ts';
import { startS3 } from '../../testkit/services.ts';
import { createS3Store } from './s3-store.ts';

describeObjectStore('S3 (radosgw)', async () => {
  const s3 = await startS3();
  return { store: createS3Store({ ...s3, partSizeBytes: 5 << 20, copyPartBytes: 5 << 20 }), close: () => s3.stop() };
});
