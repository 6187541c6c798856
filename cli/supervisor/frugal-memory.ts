/**
 * For origin's process: memory that was freed goes back to the system at once. Bun's allocator (mimalloc) would keep it
 * for a while, in which an upload frees, and takes anew, tens of megabytes.
 */
export const frugalMemory = { MIMALLOC_PURGE_DELAY: '0' } as const;
