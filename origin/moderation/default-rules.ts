import { type ModerationRules, profanityLanguages } from '../../shared/contracts/moderation.ts';

/** What comments are judged by until an operator sets something else. */
export const defaultRules: ModerationRules = {
  hold_at: 5,
  reject_at: 20,
  profanity: {
    ...{ points: 5, languages: [...profanityLanguages], words: [] },
    // Names, food and words of other languages that the library of English takes for offence.
    innocent: [
      ...['penistone', 'shiitake*', 'mishit*', 'pussycat*', 'dick', 'dickens', 'dickinson', 'dyke', 'bastardino*'],
      ...['negro', 'negra', 'negros', 'negras'],
    ],
  },
  blocked_words: { points: 10, words: [] },
  links: {
    ...{ free: 2, points_each: 2, points_from_new_account: 5, blocked_points: 20 },
    blocked_domains: [],
  },
  repeats: { window_minutes: 60, points_each: 3, others_at: 5, points_from_others: 6 },
  new_account: { hours: 24, points: 1 },
  floods: { capitals_points: 2, emoji_points: 2, characters_points: 2 },
  reports: { hold_at: 3 },
};
