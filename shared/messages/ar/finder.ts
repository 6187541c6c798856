import type { Catalogue } from '../catalogue.ts';

export const finder: Catalogue['finder'] = {
  suggestions: 'اقتراحات',
  suggestion_count: {
    zero: 'لا اقتراحات',
    one: 'اقتراح واحد',
    two: 'اقتراحان',
    few: '{count} اقتراحات',
    many: '{count} اقتراحًا',
    other: '{count} اقتراح',
  },
  loading: 'يجري تحميل المزيد…',
  loaded: {
    zero: 'لم يُضف شيء',
    one: 'أُضيفت نتيجة واحدة',
    two: 'أُضيفت نتيجتان',
    few: 'أُضيفت {count} نتائج',
    many: 'أُضيفت {count} نتيجة',
    other: 'أُضيفت {count} نتيجة',
  },
  load_failed: 'تعذّر تحميل المزيد. أعد المحاولة بالزر أدناه.',
};
