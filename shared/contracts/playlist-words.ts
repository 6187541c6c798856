/** What everybody's list of videos for later is called in paths; for each it is their own. */
export const WATCH_LATER = 'watch-later';
