import { ConfigError } from '../platform/config.ts';
import { Failure } from './failure.ts';

/** `bench NAME`: handed over whole to the benchmarks' own entry, once what it reads of the environment is right. */
export async function bench(args: readonly string[]): Promise<number> {
  try {
    (await import('../bench/settings.ts')).benchSettings();
  } catch (error) {
    if (error instanceof ConfigError) throw new Failure('invalid_configuration', error.message, { cause: error });
    throw error;
  }
  return (await import('../bench/main.ts')).bench(args);
}
