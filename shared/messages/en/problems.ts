/** Whole pages that say what is wrong; the keys are error codes (shared/errors.ts) with `_title` and `_text`. */
export const problems = {
  not_found_title: 'There is nothing here',
  not_found_text: 'The address may be mistyped, or the video may be private or gone.',
  geo_blocked_title: 'Not available in your country',
  geo_blocked_text: 'The creator has limited where this video may be watched.',
  unavailable_for_legal_reasons_title: 'Withheld for legal reasons',
  unavailable_for_legal_reasons_text: 'This video may not be shown for legal reasons.',
  embed_forbidden_title: 'Not on this site',
  embed_forbidden_text: 'The creator has limited which sites may show this video. Watch it on its own page instead.',
  age_restricted_title: 'For viewers of 18 or older',
  age_restricted_text: 'This video is shown to signed-in viewers whose account says that they are 18 or older.',
  video_not_playable_title: 'Not ready yet',
  video_not_playable_text: 'This video cannot be played yet. Please come back in a moment.',
  unavailable_title: 'We will be right back',
  unavailable_text: 'A part of this site cannot be reached. Please try again in a moment.',
  unknown_title: 'Something went wrong',
  unknown_text: 'That is on our side. Please try again.',
} as const;
