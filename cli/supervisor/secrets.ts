import { generateKeyPairSync, sign } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { toBase64Url } from '../../shared/base64url.ts';
import { Failure } from '../failure.ts';

const secretsSchema = z.object({
  authSecret: z.string().min(32),
  internalKey: z.string().min(32),
  storageSigningKey: z.string().min(32),
  /** `kid:secret[,kid:secret]`, the first signs. */
  playbackKeys: z.string().regex(/^[a-z0-9]{1,16}:[A-Za-z0-9_-]{43,}/),
  redisPassword: z.string().min(32),
  /** The database accepts tokens signed by the key whose public half this is (the private half is thrown away). */
  databasePublicKey: z.string().min(32),
  databaseToken: z.string().min(32),
});

export type Secrets = z.infer<typeof secretsSchema>;

/** The installation's secrets, each replaced by its variable where that is set. */
export function readSecrets(dataDir: string, env: Readonly<Record<string, string | undefined>>): Secrets {
  const stored = loadSecrets(dataDir);
  return {
    ...stored,
    authSecret: env.KINORA_AUTH_SECRET || stored.authSecret,
    internalKey: env.KINORA_INTERNAL_KEY || stored.internalKey,
    storageSigningKey: env.KINORA_STORAGE_SIGNING_KEY || stored.storageSigningKey,
    playbackKeys: env.KINORA_PLAYBACK_KEYS || stored.playbackKeys,
  };
}

/**
 * Made at the first start, read ever after. One that a newer version
 * wants is added; a damaged file is an error, because new secrets would sign everybody out.
 */
function loadSecrets(dataDir: string): Secrets {
  const path = join(dataDir, 'secrets.json');
  const stored = existsSync(path) ? parseStored(path) : {};
  const complete = secretsSchema.safeParse(stored);
  if (complete.success) {
    chmodSync(path, 0o600);
    return complete.data;
  }
  const merged = secretsSchema.safeParse({ ...generateSecrets(), ...stored });
  if (!merged.success) throw new Failure('secrets_damaged', `${path} is damaged; restore it from a backup`);
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(merged.data, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(temporary, path);
  return merged.data;
}

function parseStored(path: string): Record<string, unknown> {
  try {
    const stored: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return z.record(z.string(), z.unknown()).parse(stored);
  } catch (cause) {
    throw new Failure('secrets_damaged', `${path} is damaged; restore it from a backup`, { cause });
  }
}

function generateSecrets(): Secrets {
  return {
    authSecret: randomSecret(),
    internalKey: randomSecret(),
    storageSigningKey: randomSecret(),
    playbackKeys: `k1:${randomSecret()}`,
    redisPassword: randomSecret(),
    ...generateDatabaseToken(),
  };
}

function randomSecret(): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
}

/** A JWT (EdDSA, RFC 8037 §3.1) without expiry that grants reading and writing, and the key that checks it. */
function generateDatabaseToken(): Pick<Secrets, 'databasePublicKey' | 'databaseToken'> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const encode = (value: object) => toBase64Url(new TextEncoder().encode(JSON.stringify(value)));
  const signed = `${encode({ alg: 'EdDSA', typ: 'JWT' })}.${encode({ a: 'rw' })}`;
  const signature = sign(null, new TextEncoder().encode(signed), privateKey);
  return {
    databasePublicKey: String(publicKey.export({ format: 'jwk' }).x),
    databaseToken: `${signed}.${toBase64Url(signature)}`,
  };
}
