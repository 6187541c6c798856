import { AppError } from '../../shared/errors.ts';

/** Who listens for news, in this process. */
export type NotificationWakes = {
  /** Has the streams of these people look. */
  wake(userIds: readonly string[]): void;
  /** Throws `rate_limited` for who listens too often already. */
  listen(userId: string): Bell;
};
export type Bell = {
  /** Resolves when there may be news: at once if it came since the last ring, else after `timeoutMs` at the latest. */
  ring(timeoutMs: number, signal: AbortSignal): Promise<void>;
  stop(): void;
};

const STREAMS_PER_USER = 20;

export function createNotificationWakes(): NotificationWakes {
  const listeners = new Map<string, Set<() => void>>();
  return {
    wake(userIds) {
      for (const userId of userIds) for (const wake of listeners.get(userId) ?? []) wake();
    },
    listen(userId) {
      const own = listeners.get(userId) ?? new Set();
      if (own.size >= STREAMS_PER_USER)
        throw new AppError('rate_limited', `at most ${STREAMS_PER_USER} streams at once; close another one first`, {
          headers: { 'retry-after': '60' },
        });
      let isRung = false;
      let answer: (() => void) | null = null;
      const wake = () => {
        isRung = true;
        answer?.();
      };
      own.add(wake);
      listeners.set(userId, own);
      return {
        async ring(timeoutMs, signal) {
          if (!isRung && !signal.aborted)
            await new Promise<void>((resolve) => {
              const end = () => {
                clearTimeout(timer);
                signal.removeEventListener('abort', end);
                resolve();
              };
              const timer = setTimeout(end, timeoutMs);
              signal.addEventListener('abort', end);
              answer = end;
            });
          answer = null;
          isRung = false;
        },
        stop() {
          own.delete(wake);
          if (own.size === 0) listeners.delete(userId);
        },
      };
    },
  };
}
