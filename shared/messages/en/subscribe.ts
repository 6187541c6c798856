/** The button that subscribes to a channel. */
export const subscribe = {
  subscribe: 'Subscribe',
  subscribed: 'Subscribed',
  to_channel: 'to {name}',
} as const;
