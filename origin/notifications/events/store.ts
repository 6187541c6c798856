import { newId } from '../../../shared/ids.ts';
import { outbox } from '../../../shared/schema/index.ts';
import type { Transaction } from '../../outbox/store.ts';
import { type NotificationEvent, type NotificationJob, notificationsQueue, priorities } from './notification-event.ts';

/**
 * Has those whom it concerns told of what `tx` does, once that is committed. One statement: to be awaited, or run with
 * others in a batch.
 */
export function addNotificationEvent(tx: Transaction, event: NotificationEvent, now: Date) {
  const eventId = newId();
  const isForCrowd = event.event === 'video_published' || event.event === 'report_decided';
  return tx.insert(outbox).values({
    queue: notificationsQueue,
    jobId: `notify-${eventId}`,
    payload: { event_id: eventId, event, after_user_id: null } satisfies NotificationJob,
    priority: isForCrowd ? priorities.crowd : priorities.person,
    createdAt: now,
  });
}
