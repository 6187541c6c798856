/** What the choice of a frame says (the page of a video). */
export const thumbnail = {
  no_frame: 'Play the video to the frame first.',
  sending: 'Sending the picture…',
  saved: 'The picture is changed. It can take a minute until everybody sees it.',
} as const;
