import type { Area } from '../message.ts';

/** What origin writes into mails. Nothing of what users typed has a place in the subjects. */
export const letters = {
  // About the account
  if_not_you:
    'If it was not you, choose a new password on the sign-in page now and sign out everywhere on your account page.',
  nothing_changes: 'If it was not you, ignore this mail: nothing changes.',
  verify_email: 'Confirm your e-mail address',
  verify_email_text: 'This address was given for an account on {host}. Open the link to confirm that it is yours:',
  verify_email_time: {
    one: 'The link works once, within {count} hour. If you did not ask for it, ignore this mail.',
    other: 'The link works once, within {count} hours. If you did not ask for it, ignore this mail.',
  },
  verify_email_link: 'Confirm the address',
  account_exists: 'You have an account already',
  account_exists_text:
    'Somebody gave this address for a new account on {host}, where it has one. Sign in, or choose a new password:',
  account_exists_link: 'Go to the sign-in page',
  reset_password: 'Choose a new password',
  reset_password_text: 'Somebody asked for a new password for your account on {host}. Open the link to choose one:',
  reset_password_time: {
    one: 'The link works once, within {count} hour, and signs the account out everywhere.',
    other: 'The link works once, within {count} hours, and signs the account out everywhere.',
  },
  reset_password_link: 'Choose a password',
  email_change_asked: 'Your e-mail address is about to change',
  email_change_asked_text:
    'Somebody who knows your password asked to give your account on {host} another e-mail address.',
  email_change_asked_more: 'It changes when that address is confirmed. If it was not you, choose a new password now.',
  password_changed: 'Your password was changed',
  password_changed_text: 'The password of your account on {host} was changed, and all other devices were signed out.',
  password_changed_more: 'If it was not you, ask for a new password on the sign-in page now.',
  second_factor_on: 'Signing in now asks for a code',
  second_factor_on_text:
    'An authenticator app was set up for your account on {host}, and all other devices were signed out.',
  second_factor_off: 'Signing in no longer asks for a code',
  second_factor_off_text:
    'The authenticator app of your account on {host} was removed, and other devices were signed out.',
  recovery_code_used: 'A recovery code was used',
  recovery_code_used_text: 'A recovery code of your account on {host} was used. It does not work again.',
  recovery_codes_renewed: 'You have new recovery codes',
  recovery_codes_renewed_text: 'New recovery codes were made for your account on {host}. The old ones no longer work.',
  passkey_added: 'A passkey was added to your account',
  passkey_added_text: 'A new passkey can sign in to your account on {host} from now on.',
  passkey_removed: 'A passkey was removed from your account',
  passkey_removed_text: 'A passkey can no longer sign in to your account on {host}.',
  identity_linked: 'An account elsewhere was linked to yours',
  identity_linked_text: 'An account at another provider can sign in to your account on {host} from now on.',
  identity_unlinked: 'An account elsewhere was unlinked from yours',
  identity_unlinked_text: 'An account at another provider can no longer sign in to your account on {host}.',
  export_ready: 'The archive of your data is ready',
  export_ready_text:
    'The archive of what {host} holds about you is ready. Download it from your account page, signed in. It is removed after seven days.',
  erasure_asked: 'Your account is about to be erased',
  erasure_asked_text:
    'Your account on {host} is locked, and it is erased with everything in it on {day}. To keep it, open the link:',
  erasure_asked_more:
    'The link works once, until that day. If you want the account to go, ignore this mail: no other follows.',
  erasure_asked_link: 'Keep the account',

  // About notifications
  digest: { one: '{count} notification from {host}', other: '{count} notifications from {host}' },
  digest_text: 'What is new for you at {host}:',
  digest_more: 'There is more. The bell at {host} has all of it.',
  digest_choose: 'Choose what comes by mail:',
  digest_stop: 'No more of these mails:',
} as const satisfies Area;
