import type { ViewBuffer } from './view-buffer.ts';
import type { ViewBuffers } from './view-buffers.ts';

const BUFFERS = 8;

export function createDurableViewBuffers(namespace: DurableObjectNamespace<ViewBuffer>): ViewBuffers {
  return {
    of(sessionId) {
      const number = Number.parseInt(sessionId.slice(-4), 16) % BUFFERS; // the end of the id is a MAC: evenly spread
      const buffer = namespace.get(namespace.idFromName(`views-${number}`));
      return { take: (event) => buffer.take(event) };
    },
  };
}
