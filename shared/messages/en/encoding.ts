/** What becomes of a file: the stages of its video (`stage_…`) and why it failed (`failed_…`), by the API's names. */
export const encoding = {
  stage_malware_scan: 'Looking for viruses',
  stage_queued: 'Waiting for its turn',
  stage_probe: 'Looking at the file',
  stage_first_rung: 'Making the first quality',
  stage_ladder: 'Making all qualities',
  stage_package: 'Packaging',
  stage_publish: 'Publishing',
  stage_progress: '{stage} · {percent}',

  failed_unsupported_media:
    'This file is no video that can be read here. Save it in another format and upload it again.',
  failed_corrupt_media: 'The file is damaged or cut off. Check that it plays on your device, and upload it again.',
  failed_limits_exceeded: 'The video is too long or too large for this site.',
  failed_malware_found: 'A virus was found in the file, so it was not published.',
  failed_upload_cancelled: 'The upload was cancelled.',
  failed_upload_expired: 'The upload was not finished in time.',
  failed_processing_failed:
    'Making the video failed on our side. The original is kept, and whoever runs this site can try it again.',
} as const;
