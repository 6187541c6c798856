import type { Catalogue } from '../catalogue.ts';

export const problems: Catalogue['problems'] = {
  not_found_title: 'لا يوجد شيء هنا',
  not_found_text: 'قد يكون العنوان مكتوبًا خطأً، أو أن الفيديو خاص أو لم يعد موجودًا.',
  geo_blocked_title: 'غير متاح في بلدك',
  geo_blocked_text: 'حدّد صاحب الفيديو الأماكن التي يمكن مشاهدته فيها.',
  unavailable_for_legal_reasons_title: 'محجوب لأسباب قانونية',
  unavailable_for_legal_reasons_text: 'لا يجوز عرض هذا الفيديو لأسباب قانونية.',
  embed_forbidden_title: 'ليس على هذا الموقع',
  embed_forbidden_text: 'حدّد صاحب الفيديو المواقع التي يجوز أن تعرضه. شاهده في صفحته بدلًا من ذلك.',
  age_restricted_title: 'لمن بلغ 18 عامًا فأكثر',
  age_restricted_text: 'يُعرض هذا الفيديو لمن سجّل الدخول بحساب يفيد بأنه بلغ 18 عامًا فأكثر.',
  video_not_playable_title: 'ليس جاهزًا بعد',
  video_not_playable_text: 'لا يمكن تشغيل هذا الفيديو بعد. عُد بعد لحظات من فضلك.',
  unavailable_title: 'سنعود حالًا',
  unavailable_text: 'تعذّر الوصول إلى جزء من هذا الموقع. أعد المحاولة بعد لحظات من فضلك.',
  unknown_title: 'حدث خطأ ما',
  unknown_text: 'الخطأ من جانبنا. أعد المحاولة من فضلك.',
};
