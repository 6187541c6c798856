import { createHash } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';

/** What a caller may get wrong on purpose. */
export type Quirks = {
  origin?: string;
  rpId?: string;
  type?: string;
  challenge?: string;
  isUserVerified?: boolean;
  counter?: number;
  userHandle?: string | null;
  /** Signs with another key than the one that was registered. */
  isForged?: boolean;
};

type Creation = { challenge: string; rp: { id: string }; user: { id: string } };
type Request = { challenge: string; rpId: string };

/**
 * An authenticator with one discoverable ES256 credential, as WebAuthn Level 3 §6 describes one, and the browser of `origin`
 * around it. Attests nothing (format "none").
 */
export async function createSoftwareAuthenticator(origin: string) {
  const keys = await newKeyPair();
  const credentialId = crypto.getRandomValues(new Uint8Array(16));
  const id = base64Url(credentialId);
  let counter = 0;
  let userHandle = '';

  /** §6.1: hash of the RP ID, flags, counter. */
  function authenticatorData(rpId: string, quirks: Quirks, attested?: Uint8Array): Buffer {
    const flags = 0x01 | (quirks.isUserVerified === false ? 0 : 0x04) | (attested ? 0x40 : 0);
    const head = Buffer.alloc(5);
    head.writeUInt8(flags, 0);
    head.writeUInt32BE(quirks.counter ?? counter, 1);
    return Buffer.concat([sha256(quirks.rpId ?? rpId), head, ...(attested ? [attested] : [])]);
  }

  const clientData = (type: string, challenge: string, quirks: Quirks) =>
    Buffer.from(
      JSON.stringify({
        type: quirks.type ?? type,
        challenge: quirks.challenge ?? challenge,
        origin: quirks.origin ?? origin,
        crossOrigin: false,
      }),
    );

  return {
    /** `navigator.credentials.create()`, as JSON. */
    async create(options: Creation, quirks: Quirks = {}) {
      userHandle = options.user.id;
      const { x, y } = await crypto.subtle.exportKey('jwk', keys.publicKey);
      if (x === undefined || y === undefined) throw new Error('this is no EC key');
      // RFC 9053 §7.1: an EC2 key (1: 2) for ES256 (3: -7) on P-256 (-1: 1).
      const coseKey = isoCBOR.encode(
        new Map<number, number | Uint8Array<ArrayBuffer>>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, new Uint8Array(Buffer.from(x, 'base64url'))],
          [-3, new Uint8Array(Buffer.from(y, 'base64url'))],
        ]),
      );
      const length = Buffer.alloc(2);
      length.writeUInt16BE(credentialId.length);
      const attested = Buffer.concat([Buffer.alloc(16), length, credentialId, coseKey]);
      const attestationObject = isoCBOR.encode(
        new Map<string, unknown>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', new Uint8Array(authenticatorData(options.rp.id, quirks, attested))],
        ]) as Parameters<typeof isoCBOR.encode>[0], // its type does not know nested maps
      );
      const clientDataJSON = base64Url(clientData('webauthn.create', options.challenge, quirks));
      const response = { clientDataJSON, attestationObject: base64Url(attestationObject), transports: ['internal'] };
      return { id, rawId: id, type: 'public-key' as const, response };
    },

    /** `navigator.credentials.get()`, as JSON. */
    async get(options: Request, quirks: Quirks = {}) {
      counter += 1;
      const data = authenticatorData(options.rpId, quirks);
      const clientDataBytes = clientData('webauthn.get', options.challenge, quirks);
      const { privateKey } = quirks.isForged ? await newKeyPair() : keys;
      const signed = new Uint8Array(Buffer.concat([data, sha256(clientDataBytes)]));
      const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, signed);
      return {
        id,
        rawId: id,
        type: 'public-key' as const,
        response: {
          clientDataJSON: base64Url(clientDataBytes),
          authenticatorData: base64Url(data),
          signature: base64Url(toDer(new Uint8Array(signature))),
          userHandle: quirks.userHandle === undefined ? userHandle : quirks.userHandle,
        },
      };
    },
  };
}

const newKeyPair = () => crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
const base64Url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest();

/** WebCrypto signs as r and s one after the other, WebAuthn wants them as an ASN.1 sequence (§6.5.5). */
function toDer(signature: Uint8Array): Buffer {
  const integer = (bytes: Uint8Array) => {
    const from = bytes.findIndex((byte) => byte !== 0);
    const short = bytes.subarray(from);
    const body = (short[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), short]) : Buffer.from(short);
    return Buffer.concat([Buffer.from([0x02, body.length]), body]);
  };
  const half = signature.length / 2;
  const body = Buffer.concat([integer(signature.subarray(0, half)), integer(signature.subarray(half))]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}
