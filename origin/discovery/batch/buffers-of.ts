/** What is to move to another thread with `lists`, instead of being copied. Buffers that threads share stay where they are. */
export const buffersOf = (...lists: readonly ArrayBufferView[]): ArrayBuffer[] =>
  lists.flatMap(({ buffer }) => (buffer instanceof ArrayBuffer ? [buffer] : []));
