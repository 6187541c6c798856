/** What the script of the sign-in page adds to its form. */
export const ways_in = {
  passkey: 'Sign in with a passkey',
  continue_with: 'Continue with {name}',
  email_taken:
    'There is an account with this e-mail address already. Sign in with its password; you can link the two then.',
  identity_taken: 'This account elsewhere is linked to another account here.',
  account_suspended: 'This account is suspended.',
  unknown: 'That did not work. Try again, or sign in with your password.',
} as const;
