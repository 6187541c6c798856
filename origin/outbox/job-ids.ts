/** One transcoding job for each video: adding it again while BullMQ knows it changes nothing. */
export function transcodeJobId(videoId: string): string {
  return `transcode-${videoId}`;
}
