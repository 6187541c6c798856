import type { Catalogue } from '../catalogue.ts';

export const mails: Catalogue['mails'] = {
  subject: {
    zero: 'لا إشعارات من {host}',
    one: 'إشعار واحد من {host}',
    two: 'إشعاران من {host}',
    few: '{count} إشعارات من {host}',
    many: '{count} إشعارًا من {host}',
    other: '{count} إشعار من {host}',
  },
  intro: 'جديدك في {host}:',
  more: 'وهناك المزيد. تجده كله عند الجرس في {host}.',
  choose: 'اختر ما يصلك بالبريد:',
  stop: 'إيقاف هذه الرسائل:',
  stop_title: 'إيقاف رسائل الإشعارات؟',
  stop_text: 'لن يصلك بالبريد شيء مما يخبرك به الجرس، بما في ذلك قرارات المشرفين. أما الرسائل التي تحمي حسابك فتبقى.',
  stop_button: 'أوقف الرسائل',
  link_broken: 'هذا الرابط ناقص. يُرجى نسخه كاملًا من الرسالة.',
  stopped: 'أُوقفت الرسائل',
  stopped_text: 'يخبرك الجرس كما كان. ويمكنك تشغيل الرسائل من جديد في إعداداتك.',
  settings: 'إعداداتك',
};
