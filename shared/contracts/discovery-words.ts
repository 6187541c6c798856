/** Words that rows and the API share, without a validator, so that the schema stays light. */

export const signalKinds = ['view', 'like', 'comment', 'share'] as const;
export type SignalKind = (typeof signalKinds)[number];

export const trendWindows = ['hour', 'day', 'week', 'month'] as const;
/** With fewer videos the list of a country says little, and that of everywhere stands in for it. */
export const TRENDING_ENOUGH = 8;
export type TrendWindow = (typeof trendWindows)[number];

/** Where suggestions are shown. */
export const discoverySurfaces = ['trending', 'related', 'recommendations', 'search'] as const;
export type DiscoverySurface = (typeof discoverySurfaces)[number];

/** Why a video is suggested. */
export const suggestionReasons = [
  'watched_together',
  'same_topic',
  'same_channel',
  'subscribed',
  'trending',
  'new_to_you',
] as const;
export type SuggestionReason = (typeof suggestionReasons)[number];
