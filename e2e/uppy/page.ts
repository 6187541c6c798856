import AwsS3 from '@uppy/aws-s3';
import Uppy, { type Body, type Meta, type UppyFile } from '@uppy/core';
import Tus from '@uppy/tus';
import { kinoraAwsS3 } from './kinora-uppy.ts';

/** What the plugin goes on with; its types do not tell. */
type Resumable = Partial<UppyFile<Meta, Body>> & { s3Multipart?: { key: string; uploadId: string } };

declare global {
  interface Window {
    /** Sends the file chosen in the page's input; resolves with what became of it. */
    send(plugin: 'aws-s3' | 'tus', api: string, token: string): Promise<{ url: string | null; error: string | null }>;
  }
}

window.send = async (plugin, api, token) => {
  const uppy = new Uppy<Meta, Body>();
  if (plugin === 'tus') {
    const headers = { authorization: `Bearer ${token}` };
    uppy.use(Tus, { endpoint: `${api}/tus`, headers, chunkSize: 5 * 2 ** 20, retryDelays: [] });
  } else {
    uppy.use(AwsS3, { ...kinoraAwsS3(api, () => token), retryDelays: null });
    // Goes on with an upload that an earlier visit to the page began.
    const memory = (file: UppyFile<Meta, Body>) => `kinora-upload ${file.name} ${file.size}`;
    uppy.on('s3-multipart:part-uploaded', (file) => {
      const { s3Multipart } = uppy.getFile(file.id) as Resumable;
      localStorage.setItem(memory(file), JSON.stringify(s3Multipart));
    });
    uppy.on('file-added', (file) => {
      const known = localStorage.getItem(memory(file));
      if (known !== null) uppy.setFileState(file.id, { s3Multipart: JSON.parse(known) } as Resumable);
    });
  }
  const input = document.querySelector('input');
  const file = input?.files?.[0];
  if (!file) throw new Error('choose a file first');
  uppy.addFile({ name: file.name, type: file.type, data: file, meta: { title: 'From a page' } });
  const result = await uppy.upload();
  const [failed] = result?.failed ?? [];
  return { url: result?.successful?.[0]?.uploadURL ?? null, error: failed?.error ?? null };
};
