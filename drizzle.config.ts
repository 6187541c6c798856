import type { Config } from 'drizzle-kit';

export default { dialect: 'sqlite', schema: './shared/schema/index.ts', out: './migrations' } satisfies Config;
