import { type AudienceDeps, audienceOf } from './audience/audience-of.ts';
import { type CrowdDeps, crowdOf } from './audience/crowd-of.ts';
import type { NotificationJob } from './events/notification-event.ts';
import type { NotificationStore } from './store.ts';
import type { Telling } from './telling/store.ts';

export type TellDeps = AudienceDeps &
  CrowdDeps & {
    notifications: Pick<NotificationStore, 'deliver'>;
    /** Has the streams of those people look; they do so now and then anyway. */
    wake: (userIds: readonly string[]) => void;
    /** How long a mail waits for what else happens. */
    mailGapMs: number;
    clock: () => Date;
  };

/** Told in one transaction: others who write wait that long. */
export const PEOPLE_PER_JOB = 500;

/**
 * Tells the next people of an event. Returns the job that tells those after them, and `null` when everybody knows, so
 * that a crowd is told a page at a time with other jobs in between. Safe to repeat.
 */
export async function tellPeople(deps: TellDeps, job: NotificationJob): Promise<NotificationJob | null> {
  await deliver(deps, await audienceOf(deps, [job]));
  const crowd = await crowdOf(deps, job);
  if (!crowd) return null;
  const { userIds, last } = await crowd.page(job.after_user_id, PEOPLE_PER_JOB);
  await deliver(deps, [{ told: crowd.told, userIds: userIds.filter((userId) => userId !== crowd.exceptId) }]);
  return last === null ? null : { ...job, after_user_id: last };
}

/**
 * Tells those whom some events concern by name: of all of them, or of none where it rejects. In a few exchanges with the
 * database, however many they are. Safe to repeat.
 */
export async function tellTogether(deps: TellDeps, jobs: readonly NotificationJob[]): Promise<void> {
  await deliver(deps, await audienceOf(deps, jobs));
}

async function deliver(deps: TellDeps, tellings: readonly Telling[]): Promise<void> {
  const now = deps.clock();
  const fresh = await deps.notifications.deliver(tellings, now, new Date(now.getTime() + deps.mailGapMs));
  if (fresh.length > 0) deps.wake(fresh);
}
