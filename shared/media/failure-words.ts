import type { VideoFailure } from '../contracts/videos.ts';

/** What a creator reads when nothing more exact is known: what happened, and what they can do. */
export const failureWords: Record<VideoFailure['code'], string> = {
  unsupported_media: 'This is not a video file we can read. Try exporting it as MP4.',
  corrupt_media: 'The file is damaged or incomplete. Try exporting or uploading it again.',
  limits_exceeded: 'The video is larger or longer than this site allows. Try a smaller version.',
  malware_found:
    'The virus scanner of this site found something harmful in the file. It is locked away and will not be published. Check your computer before you upload another copy.',
  processing_failed: 'Something went wrong on our side while processing the video. The original is kept.',
  upload_cancelled: 'The upload was cancelled.',
  upload_expired: 'The upload was not finished in time.',
};
