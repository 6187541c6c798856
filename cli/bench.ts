/** `bench NAME`: handed over whole to the benchmarks' own entry. */
export async function bench(args: readonly string[]): Promise<number> {
  return (await import('../bench/main.ts')).bench(args);
}
