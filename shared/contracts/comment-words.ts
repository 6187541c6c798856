// Apart from the schemas, because the edge and pages use these and go without zod.

export const commentSorts = ['newest', 'oldest', 'top'] as const;
export const commentStates = ['approved', 'held', 'rejected'] as const;

/** `held`: new ones wait for a decision; `off`: there is no talk below the video. */
export const commentPolicies = ['on', 'held', 'off'] as const;
export const commentActions = ['like', 'dislike', 'remove'] as const;

export const MAX_COMMENT_CHARACTERS = 5_000;
export const MAX_COMMENT_BYTES = 16 * 1024;
