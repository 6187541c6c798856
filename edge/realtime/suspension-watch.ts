import { createFetchChanges } from '../changes/fetch-changes.ts';
import { type Bindings, parseConfig } from '../config.ts';
import { closeCodes, WATCH_MS } from './limits.ts';
import { roomHeaders } from './room-headers.ts';
import type { RoomMembers } from './room-members.ts';

export type SuspensionWatch = {
  /** Sees to it that `check` is called in time when `request` is of a signed-in viewer. */
  prepare(request: Request): Promise<void>;
  /**
   * The name in the change feed of the member who joins with `request`, from now on watched over; null when nobody is signed
   * in. To be called in one go with `accept`: a reading in between would pass it over.
   */
  arrive(request: Request): string | null;
  /** Sends suspended members away; when to look again, in ms of now, or null when nobody here is signed in. */
  check(): Promise<number | null>;
};

/**
 * Reads the change feed for the members of one object, since no request of theirs comes by to be judged again. Driven by the
 * object's alarm, so that it goes on while the object hibernates.
 */
export function createSuspensionWatch(
  state: DurableObjectState,
  bindings: Bindings,
  members: Pick<RoomMembers, 'hasViewers' | 'sendViewerAway'>,
): SuspensionWatch {
  const { kv } = state.storage;

  async function readOn(): Promise<void> {
    const fetchChanges = createFetchChanges(parseConfig(bindings));
    for (let more = true; more; ) {
      const after = kv.get<number>('heardSeq') ?? 0;
      // An edge that has not read the feed yet knows nothing: all that is still revoked is told.
      const page = await fetchChanges(after === 0 ? null : after);
      for (const { kind, subject } of page.changes)
        if (kind === 'user_revoked') members.sendViewerAway(subject, closeCodes.suspended, 'the account is suspended');
      // A member who came meanwhile may have brought an older number.
      if ((kv.get<number>('heardSeq') ?? 0) >= after || page.from_start) kv.put('heardSeq', page.head);
      more = page.more;
    }
  }

  return {
    async prepare(request) {
      if (!request.headers.has(roomHeaders.viewer)) return;
      const nextMs = Date.now() + WATCH_MS;
      const alarmMs = await state.storage.getAlarm();
      if (alarmMs === null || alarmMs > nextMs) await state.storage.setAlarm(nextMs);
    },
    arrive(request) {
      const viewer = request.headers.get(roomHeaders.viewer);
      if (viewer === null) return null;
      const heardSeq = Number(request.headers.get(roomHeaders.heardSeq));
      const known = members.hasViewers() ? (kv.get<number>('heardSeq') ?? heardSeq) : heardSeq;
      kv.put('heardSeq', Math.min(known, heardSeq));
      return viewer;
    },
    async check() {
      if (!members.hasViewers()) return null;
      try {
        await readOn();
      } catch (error) {
        const message = `room: the change feed cannot be read: ${String(error)}`;
        console.error(JSON.stringify({ level: 'error', service: 'edge', message }));
      }
      return members.hasViewers() ? WATCH_MS : null;
    },
  };
}
