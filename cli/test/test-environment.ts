const kept = [
  /^KINORA_TEST_/,
  /^KINORA_(FFMPEG|FFPROBE|PACKAGER|REDIS_SERVER|SQLD|WORKERD|CHROMIUM|RADOSGW|CLAMD|SWIFT_PROXY_SERVER)$/,
];

/** The caller's environment without the settings of their own installation, which tests must not touch. */
export function testEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]): [string, string][] => {
      const isForeign = !name.startsWith('KINORA_') || kept.some((pattern) => pattern.test(name));
      return value !== undefined && isForeign ? [[name, value]] : [];
    }),
  );
}
