import { DurableObject } from 'cloudflare:workers';
import type { TakenView, ViewBatch } from '../../shared/contracts/views.ts';
import { internalHeaders } from '../../shared/http-headers.ts';
import { type Bindings, parseConfig } from '../config.ts';
import { openWaitingViews } from './store.ts';

const BATCH_SIZE = 500;
/** How long an event waits for others; then they travel together. */
const BATCH_MS = 1_000;
const MAX_PAUSE_MS = 30_000;
const TIMEOUT_MS = 10_000;
const DEFAULT_MAX_WAITING = 50_000;

/**
 * Holds view events between the viewer's 202 and origin's. They are stored before the first and deleted after the second, so
 * neither a killed edge nor an origin that is away for hours loses one; alarms outlive both.
 */
export class ViewBuffer extends DurableObject<Bindings> {
  readonly #views = openWaitingViews(this.ctx.storage, Number(this.env.VIEWS_WAITING || DEFAULT_MAX_WAITING));
  #isScheduled = false;
  #failures = 0;

  async take(event: TakenView): Promise<boolean> {
    const isTaken = this.#views.add(event);
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now() + BATCH_MS);
    }
    return isTaken;
  }

  override async alarm(): Promise<void> {
    const batch = this.#views.oldest(BATCH_SIZE);
    const last = batch.at(-1);
    const { dropped } = this.#views;
    this.#isScheduled = false;
    if (!last) return;
    try {
      await this.#send({ events: batch.map(({ event }) => event), dropped });
      this.#views.deleteUpTo(last.rowid);
      this.#views.forgetDropped(dropped);
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      const { count: waiting } = this.#views;
      const message = 'view events wait for origin';
      console.error(
        JSON.stringify({ level: 'warn', service: 'edge', message, waiting, dropped, cause: String(error) }),
      );
    }
    if (this.#views.count === 0) return;
    this.#isScheduled = true;
    const pauseMs = this.#failures === 0 ? 0 : Math.min(BATCH_MS * 2 ** this.#failures, MAX_PAUSE_MS);
    await this.ctx.storage.setAlarm(Date.now() + pauseMs);
  }

  async #send(batch: ViewBatch): Promise<void> {
    const { originUrl, internalKey } = parseConfig(this.env);
    const response = await fetch(`${originUrl}/internal/views`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [internalHeaders.key]: internalKey },
      body: JSON.stringify(batch),
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`origin answered ${response.status}`);
  }
}
