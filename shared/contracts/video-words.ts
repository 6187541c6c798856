/** The words of the API for videos, apart from their schemas: pages and scripts carry no validator. */
export const visibilities = ['public', 'unlisted', 'private'] as const;
export const videoStatuses = ['uploading', 'processing', 'ready', 'failed'] as const;

/** Orders of the list of one's own videos. */
export const ownVideoSorts = ['newest', 'oldest', 'most_viewed', 'most_commented', 'most_liked'] as const;
/** Videos that one request may change. */
export const MAX_CHANGED_VIDEOS = 50;
