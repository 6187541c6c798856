import { deriveHmacKey } from '../../../shared/derived-key.ts';

export type UnsubscribeLinks = {
  /** Works without signing in, for as long as the installation keeps its secret. */
  linkFor(userId: string): Promise<string>;
  /** Whose mails the token of such a link turns off; `null` for one that was not made here. */
  read(token: string): Promise<string | null>;
};

/** Links to the page that turns somebody's mails about notifications off. That is all they can do, so they do not expire. */
export async function createUnsubscribeLinks(authSecret: string, publicUrl: string): Promise<UnsubscribeLinks> {
  const key = await deriveHmacKey(authSecret, 'unsubscribe links');
  return {
    async linkFor(userId) {
      const signature = Buffer.from(await crypto.subtle.sign('HMAC', key, signed(userId))).toString('base64url');
      return `${publicUrl}/account/unsubscribe?token=${encodeURIComponent(`${userId}.${signature}`)}`;
    },
    async read(token) {
      const at = token.lastIndexOf('.');
      const userId = token.slice(0, Math.max(at, 0));
      const signature = Buffer.from(token.slice(at + 1), 'base64url');
      return (await crypto.subtle.verify('HMAC', key, signature, signed(userId))) ? userId : null;
    },
  };
}

const signed = (userId: string) => new TextEncoder().encode(userId);
