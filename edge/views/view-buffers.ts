import type { TakenView } from '../../shared/contracts/views.ts';

/** Where events wait for origin, by session, so that one object is not everybody's bottleneck. */
export type ViewBuffers = {
  of(sessionId: string): {
    /** True once the event is durable; false when too many are waiting. */
    take(event: TakenView): Promise<boolean>;
  };
};
