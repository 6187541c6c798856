import type { Catalogue } from '../catalogue.ts';

export const encoding: Catalogue['encoding'] = {
  stage_malware_scan: 'فحص الفيروسات',
  stage_queued: 'في انتظار الدور',
  stage_probe: 'فحص الملف',
  stage_first_rung: 'تجهيز الجودة الأولى',
  stage_ladder: 'تجهيز كل الجودات',
  stage_package: 'التحزيم',
  stage_publish: 'النشر',
  stage_progress: '{stage} · {percent}',

  failed_unsupported_media: 'ليس هذا الملف فيديو يمكن قراءته هنا. احفظه بصيغة أخرى وارفعه من جديد.',
  failed_corrupt_media: 'الملف تالف أو مبتور. تأكد من أنه يعمل على جهازك ثم ارفعه من جديد.',
  failed_limits_exceeded: 'الفيديو أطول أو أكبر مما يقبله هذا الموقع.',
  failed_malware_found: 'عُثر على فيروس في الملف، لذلك لم يُنشر.',
  failed_upload_cancelled: 'أُلغي الرفع.',
  failed_upload_expired: 'لم يكتمل الرفع في الوقت المتاح.',
  failed_processing_failed: 'فشل تجهيز الفيديو لخطأ من عندنا. الأصل محفوظ، ويمكن لمشغّل الموقع أن يعيد المحاولة.',
};
