/** The path of a program: the one its variable names (KINORA_FFMPEG, KINORA_REDIS_SERVER, …), else the first on PATH. */
export function findProgram(program: string): string | null {
  const chosen = process.env[`KINORA_${program.toUpperCase().replaceAll('-', '_')}`];
  return chosen || Bun.which(program, { PATH: process.env.PATH ?? '' });
}
