import type { Catalogue } from '../catalogue.ts';

export const subscribe: Catalogue['subscribe'] = {
  subscribe: 'اشتراك',
  subscribed: 'مشترك',
  to_channel: 'في {name}',
};
