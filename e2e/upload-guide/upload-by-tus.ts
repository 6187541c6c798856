import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { Upload } from 'tus-js-client';

const [path = ''] = process.argv.slice(2);
const upload = new Upload(createReadStream(path), {
  endpoint: `${process.env.KINORA_API}/tus`,
  headers: { authorization: `Bearer ${process.env.KINORA_API_KEY}` },
  uploadSize: statSync(path).size,
  // A multiple of 8 MiB, and below the 100 MB that proxies commonly take in one request.
  chunkSize: 64 * 2 ** 20,
  retryDelays: [0, 1_000, 3_000, 5_000, 10_000],
  metadata: { filename: basename(path), filetype: 'video/mp4', title: 'My holiday', visibility: 'unlisted' },
  onError: (error) => {
    console.error(error.message);
    process.exit(1);
  },
  onSuccess: () => console.log(upload.url),
});
upload.start();
