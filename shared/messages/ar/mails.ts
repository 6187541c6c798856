import type { Catalogue } from '../catalogue.ts';

export const mails: Catalogue['mails'] = {
  stop_title: 'إيقاف رسائل الإشعارات؟',
  stop_text: 'لن يصلك بالبريد شيء مما يخبرك به الجرس، بما في ذلك قرارات المشرفين. أما الرسائل التي تحمي حسابك فتبقى.',
  stop_button: 'أوقف الرسائل',
  stopped: 'أُوقفت الرسائل',
  stopped_text: 'يخبرك الجرس كما كان. ويمكنك تشغيل الرسائل من جديد في إعداداتك.',
  settings: 'إعداداتك',
};
