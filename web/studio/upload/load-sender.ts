import { pause } from '../../api.ts';
import { loadLibrary } from '../../load-library.ts';
import { createFileSender, type FileSender } from './file-sender.ts';
import { createPartsApi } from './send-parts.ts';

const RETRY_MS = 10_000;

let loading: Promise<FileSender> | undefined;

/** What sends files, fetched with the first of them: `onCut` is told while there is no connection to fetch it over. */
export async function loadSender(onCut: () => void): Promise<FileSender> {
  for (;;) {
    loading ??= loadLibrary('uppy.js').then((uppy) => createFileSender(uppy, createPartsApi(Date.now)));
    const sender = await loading.catch(() => null);
    if (sender) return sender;
    loading = undefined;
    onCut();
    await connection();
  }
}

/** Resolves once the browser says that there is one, or after a while: it does not notice every one. */
async function connection(): Promise<void> {
  const isBack = new AbortController();
  const wake = () => isBack.abort();
  addEventListener('online', wake);
  await pause(RETRY_MS, isBack.signal);
  removeEventListener('online', wake);
}
