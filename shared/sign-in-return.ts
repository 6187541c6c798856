/**
 * The page of this host that takes people who come back from signing in elsewhere. It works without scripts, so that it is
 * told in its query what others are told in the fragment.
 */
export const SIGN_IN_RETURN = '/account/sign-in/back';
