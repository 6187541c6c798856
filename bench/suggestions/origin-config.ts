import { type OriginConfig, originConfigSchema } from '../../origin/config.ts';
import { parseEnvironment } from '../../platform/config.ts';
import { toBase64Url } from '../../shared/base64url.ts';

/** Of an origin that is only asked for its lists: nothing is listened on or stored. */
export function benchOriginConfig(): OriginConfig {
  const secret = toBase64Url(new Uint8Array(32).fill(7));
  return parseEnvironment(originConfigSchema, {
    KINORA_DATABASE_URL: 'http://127.0.0.1:1',
    KINORA_REDIS_URL: 'redis://127.0.0.1:1',
    KINORA_AUTH_SECRET: secret,
    KINORA_INTERNAL_KEY: secret,
    KINORA_STORAGE_DIR: '/nowhere',
    KINORA_STORAGE_SIGNING_KEY: secret,
  });
}
