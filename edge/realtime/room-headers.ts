/** Between the edge and a room; none of them comes from or goes to a client. */
export const roomHeaders = {
  /** To a room: the newest event the joining member knows; absent when it knows none. */
  lastEventId: 'x-kinora-last-event-id',
  /** To a room: the newest entry of the change feed in the row by which the joining member was judged. */
  asOfSeq: 'x-kinora-as-of-seq',
  /** To a room: the joining member's name in the change feed; absent when nobody is signed in. */
  viewer: 'x-kinora-room-viewer',
  /** To a room: up to where the edge that let the member in has read the change feed. */
  heardSeq: 'x-kinora-heard-seq',
  /** From a full room: the number of the shard to join instead. */
  shard: 'x-kinora-room-shard',
} as const;
