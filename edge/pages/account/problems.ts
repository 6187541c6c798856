import type { Refused } from './origin-call.ts';

/** What people read when the API refuses a form, by its code. */
const sentences: Record<string, string> = {
  invalid_credentials: 'The e-mail address or the password is wrong.',
  reauthentication_required: 'Please sign out and in again first: your account has no password to ask for.',
  account_suspended: 'This account is suspended.',
  rate_limited: 'Too many attempts. Please wait a few minutes and try again.',
  email_taken: 'There is already an account with this e-mail address.',
  username_taken: 'This username, or one that looks like it, is taken.',
  email_refused: 'Addresses of this service last for minutes only. Please give one that stays yours.',
  password_breached: 'This password is known from a leak elsewhere. Please choose another one.',
  link_invalid: 'This link has been used or has expired. Please ask for another one.',
  challenge_invalid: 'This took too long, or was done already. Please sign in again.',
  last_way_in: 'This is the only way into your account. Set a password or add a passkey first.',
  provider_unavailable: 'The other site cannot be reached. Please try again in a moment.',
  conflict: 'This was done already.',
  second_factor_invalid: 'This code is wrong or was used already.',
  validation_failed: 'Please look at the marked fields.',
  csrf_rejected: 'Your browser did not say which page this form is on. Please reload the page and try again.',
  unavailable: 'A part of this site cannot be reached. Please try again in a moment.',
};

export const problemOf = (outcome: Refused): string =>
  sentences[outcome.code] ?? 'That is on our side. Please try again.';
