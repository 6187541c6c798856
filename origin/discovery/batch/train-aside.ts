import type { Interactions } from '../model/interactions.ts';
import type { Model } from '../model/train-model.ts';
import { buffersOf } from './buffers-of.ts';

/** Trains on another thread, which `watches` move to and which ends with it. Rejects when that thread fails or `signal` is aborted. */
export async function trainAside(watches: Interactions, signal: AbortSignal): Promise<Model> {
  signal.throwIfAborted();
  // Beside this file as source, and beside the program once origin is built.
  const extension = import.meta.url.endsWith('.js') ? 'js' : 'ts';
  const worker = new Worker(new URL(`./train-worker.${extension}`, import.meta.url), { smol: true });
  try {
    return await new Promise<Model>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<Model>) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(`training failed: ${message}`));
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      worker.postMessage(watches, buffersOf(watches.starts, watches.items));
    });
  } finally {
    worker.terminate();
  }
}
