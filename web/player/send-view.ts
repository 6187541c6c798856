import type { ViewEvent } from '../../shared/contracts/playback.ts';

/** Sends one event of a view. It goes out even when the page is left; a lost one is not worth an error message. */
export function sendView(view: Omit<ViewEvent, 'client_ts'>): void {
  const report: ViewEvent = { ...view, client_ts: new Date().toISOString() };
  void fetch('/api/v1/views', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(report),
    keepalive: true,
  }).catch(() => undefined);
}
