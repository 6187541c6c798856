import type { Catalogue } from '../catalogue.ts';

export const ways_in: Catalogue['ways_in'] = {
  passkey: 'تسجيل الدخول بمفتاح مرور',
  continue_with: 'المتابعة بواسطة {name}',
  email_taken: 'يوجد حساب بهذا البريد الإلكتروني. سجّل الدخول بكلمة مروره؛ يمكنك بعدها ربط الحسابين.',
  identity_taken: 'هذا الحساب الخارجي مرتبط بحساب آخر هنا.',
  account_suspended: 'هذا الحساب موقوف.',
  unknown: 'لم ينجح ذلك. أعد المحاولة، أو سجّل الدخول بكلمة مرورك.',
};
