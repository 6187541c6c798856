/** Loaded when the first passkey comes: its parsers of certificates take 80 ms and 20 MB, which a start can do without. */
export const webauthn = () => import('@simplewebauthn/server');
