import type { DataExport } from '../../shared/contracts/privacy.ts';
import { callApi, pause } from '../api.ts';

const lookMs = 2_000;

/** Moves the bar of an archive that is being made, and shows the page anew when it is over. */
export async function followExport(line: HTMLElement, exportId: string): Promise<void> {
  const bar = line.querySelector('progress');
  for (;;) {
    await pause(lookMs);
    const { state, progress_percent } = await callApi<DataExport>('GET', `/me/exports/${exportId}`);
    if (bar) bar.value = progress_percent;
    if (state !== 'queued' && state !== 'running') return location.replace('/account/data');
  }
}
