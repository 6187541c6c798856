export const REPORTS_PATH = '/moderation';
export const HELD_PATH = '/moderation/held';
export const DECISIONS_PATH = '/moderation/decisions';
