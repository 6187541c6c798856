import type { Catalogue } from '../catalogue.ts';

export const thumbnail: Catalogue['thumbnail'] = {
  no_frame: 'شغّل الفيديو حتى الإطار أولًا.',
  sending: 'جارٍ إرسال الصورة…',
  saved: 'تغيّرت الصورة. قد تمر دقيقة حتى يراها الجميع.',
};
