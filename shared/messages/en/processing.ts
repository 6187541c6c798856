/** What stands in the player's place before a video plays. */
export const processing = {
  title: 'Getting this video ready',
  progress: 'Progress',
  soon: 'It starts playing here as soon as the first quality is done.',
  uploading: 'The file is still being uploaded',
  working: 'Working',
  seconds_left: 'about {seconds} s left',
  minutes_left: 'about {minutes} min left',
  failed_title: 'This video could not be processed',
  failed_text: 'The uploaded file could not be turned into a video.',
} as const;
