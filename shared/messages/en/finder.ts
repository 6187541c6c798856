/** What the scripts of every page say: the search field and lists that grow. */
export const finder = {
  suggestions: 'Suggestions',
  suggestion_count: { one: '{count} suggestion', other: '{count} suggestions' },
  loading: 'Loading more…',
  loaded: { one: '{count} more is shown', other: '{count} more are shown' },
  load_failed: 'More could not be loaded. Try again with the button below.',
} as const;
