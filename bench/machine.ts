import { cpus, release, totalmem } from 'node:os';

export type Machine = { cpu: string; cores: number; memory_gib: number; kernel: string; bun: string };

/** The machine a figure was measured on; a figure without it means nothing. */
export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memory_gib: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    bun: Bun.version,
  };
}
