import { ConfigError, parseEnvironment } from '../platform/config.ts';
import { onShutdown } from '../platform/lifecycle.ts';
import { createLog } from '../platform/log.ts';
import { originConfigSchema } from './config.ts';
import { startOrigin } from './start-origin.ts';

try {
  const config = parseEnvironment(originConfigSchema, process.env);
  const log = createLog({ service: 'origin', level: config.KINORA_LOG_LEVEL });
  const origin = await startOrigin(config, log);
  onShutdown(() => origin.stop(), { onError: (error) => log.error({ err: error }, 'shutdown failed') });
  log.info({ url: origin.url }, 'origin is ready');
  // What only starting needed, its compiled code as well, need not stay in memory.
  Bun.gc(true);
  Bun.shrink();
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
}
