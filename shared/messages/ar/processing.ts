import type { Catalogue } from '../catalogue.ts';

export const processing: Catalogue['processing'] = {
  title: 'يجري تجهيز هذا الفيديو',
  progress: 'التقدّم',
  soon: 'يبدأ التشغيل هنا فور اكتمال الجودة الأولى.',
  uploading: 'ما زال الملف قيد الرفع',
  working: 'قيد العمل',
  seconds_left: 'يتبقى نحو {seconds} ث',
  minutes_left: 'يتبقى نحو {minutes} د',
  failed_title: 'تعذّرت معالجة هذا الفيديو',
  failed_text: 'تعذّر تحويل الملف المرفوع إلى فيديو.',
};
