import type { Catalogue } from '../catalogue.ts';

export const home: Catalogue['home'] = {
  title: 'الأحدث',
  description: 'فيديوهات، الأحدث أولًا.',
  empty_title: 'لا شيء للمشاهدة بعد',
  empty_text: 'انشر الفيديو الأول من الجهاز الذي يشغّل كينورا هذا:',
  empty_command: 'يرفع الملف ويرمّزه ويطبع عنوان صفحة مشاهدته.',
};
