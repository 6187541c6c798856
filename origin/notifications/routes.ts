import { Hono } from 'hono';
import { stream } from 'hono/streaming';
import * as z from 'zod';
import {
  changeNotificationSettingsSchema,
  followQuerySchema,
  type NotificationNews,
  notificationListSchema,
  notificationNewsSchema,
  notificationQuerySchema,
  notificationSettingsSchema,
  readUpToSchema,
  unreadCountSchema,
  unsubscribeSchema,
} from '../../shared/contracts/notifications.ts';
import { idSchema } from '../../shared/ids.ts';
import { channelParamSchema } from '../channels/param.ts';
import type { AppEnv } from '../http/app-env.ts';
import { operation } from '../http/operation.ts';
import { validated } from '../http/validated.ts';
import { requireViewer } from '../http/viewer.ts';
import { followDefaults, followNotifications } from './follow-notifications.ts';
import { type ListDeps, listNotifications } from './list-notifications.ts';
import type { UnsubscribeLinks } from './mails/unsubscribe-links.ts';
import {
  changeSettings,
  muteChannel,
  readSettings,
  type SettingDeps,
  stopMails,
  unmuteChannel,
} from './settings/change-settings.ts';
import type { NotificationWakes } from './wakes.ts';

export type NotificationDeps = ListDeps &
  SettingDeps & { wakes: NotificationWakes; links: UnsubscribeLinks; closing: AbortSignal };

const paramSchema = z.object({ notification_id: idSchema });
const done = { status: 204, description: 'It is so now', body: null };
const tag = 'Notifications' as const;
const auth = 'required' as const;

/** What people are told of, each for themselves alone. */
export function notificationRoutes(deps: NotificationDeps) {
  const { notifications, wakes, clock } = deps;
  return new Hono<AppEnv>()
    .get(
      '/me/notifications',
      operation({
        tag,
        summary: 'What you are told of, newest first',
        description:
          'Events of one kind about one thing are one notification until you have read it. What you may not see any more ' +
          'is `null` in it.',
        answer: { status: 200, description: 'A page of notifications', body: notificationListSchema },
        errors: ['invalid_cursor'],
        auth,
      }),
      validated('query', notificationQuerySchema),
      async (c) => c.json(await listNotifications(deps, requireViewer(c.get('viewer')), c.req.valid('query')), 200),
    )
    .get(
      '/me/notifications/unread-count',
      operation({
        tag,
        summary: 'How many you have not read',
        description: 'Counted up to 100.',
        answer: { status: 200, description: 'The count', body: unreadCountSchema },
        auth,
      }),
      async (c) => {
        const { userId } = requireViewer(c.get('viewer'));
        const standing = await notifications.standingOf(userId);
        return c.json({ unread_count: standing?.unread ?? 0, last_event_id: standing?.head ?? 0 }, 200);
      },
    )
    .get(
      '/me/notifications/stream',
      operation({
        tag,
        summary: 'Hear of notifications as they come',
        description:
          'Server-sent events of the type `notifications`. The first says where you stand. A browser that was cut off sends ' +
          '`Last-Event-ID` and hears what it missed; others may send `last_event_id` in the query. Ends after ten minutes: ' +
          'come again.',
        answer: {
          ...{ status: 200, description: 'News', body: notificationNewsSchema, contentType: 'text/event-stream' },
        },
        errors: ['rate_limited'],
        auth,
      }),
      validated('query', followQuerySchema),
      async (c) => {
        const viewer = requireViewer(c.get('viewer'));
        const header = followQuerySchema.safeParse({ last_event_id: c.req.header('last-event-id') });
        const lastEventId = header.data?.last_event_id ?? c.req.valid('query').last_event_id ?? null;
        const gone = new AbortController();
        const signal = AbortSignal.any([gone.signal, deps.closing]);
        const news = followNotifications(deps, viewer, lastEventId, signal, followDefaults);
        // Refusals are answers, and no longer possible once the stream has begun.
        const first = await news.next();
        c.header('content-type', 'text/event-stream');
        // Proxies that pack or gather an answer would hold the events back.
        c.header('cache-control', 'no-store, no-transform');
        c.header('x-accel-buffering', 'no');
        return stream(c, async (events) => {
          events.onAbort(() => gone.abort());
          try {
            for (let item = first; !item.done; item = await news.next()) await events.write(eventOf(item.value));
          } finally {
            await news.return(undefined);
          }
        });
      },
    )
    .put(
      '/me/notifications/read',
      operation({
        tag,
        summary: 'Mark everything up to an event as read',
        description: 'Of the list you have shown: what came in the meantime stays unread.',
        answer: done,
        auth,
      }),
      validated('json', readUpToSchema),
      async (c) => {
        const { userId } = requireViewer(c.get('viewer'));
        if (await notifications.markAllRead(userId, c.req.valid('json').last_event_id, clock())) wakes.wake([userId]);
        return c.body(null, 204);
      },
    )
    .put(
      '/me/notifications/:notification_id/read',
      operation({ tag, summary: 'Mark one as read', answer: done, auth }),
      validated('param', paramSchema),
      async (c) => {
        const { userId } = requireViewer(c.get('viewer'));
        if (await notifications.markRead(userId, c.req.valid('param').notification_id, clock())) wakes.wake([userId]);
        return c.body(null, 204);
      },
    )
    .delete(
      '/me/notifications/:notification_id',
      operation({ tag, summary: 'Take one off your list', answer: done, auth }),
      validated('param', paramSchema),
      async (c) => {
        const { userId } = requireViewer(c.get('viewer'));
        if (await notifications.delete(userId, c.req.valid('param').notification_id)) wakes.wake([userId]);
        return c.body(null, 204);
      },
    )
    .get(
      '/me/notification-settings',
      operation({
        tag,
        summary: 'What you do not want to be told of',
        answer: { status: 200, description: 'Your settings', body: notificationSettingsSchema },
        auth,
      }),
      async (c) => c.json(await readSettings(deps, requireViewer(c.get('viewer')).userId), 200),
    )
    .put(
      '/me/notification-settings',
      operation({
        tag,
        summary: 'Choose what you do not want to be told of, and what comes by mail, too',
        description:
          'Takes the place of what you chose before. Mails go to a confirmed address alone. Channels are muted on their own.',
        answer: { status: 200, description: 'Your settings', body: notificationSettingsSchema },
        auth,
      }),
      validated('json', changeNotificationSettingsSchema),
      async (c) => {
        const { userId } = requireViewer(c.get('viewer'));
        await changeSettings(deps, userId, c.req.valid('json'));
        return c.json(await readSettings(deps, userId), 200);
      },
    )
    .post(
      '/notification-mails/unsubscribe',
      operation({
        tag,
        summary: 'Turn mails about notifications off with the token of the link in one',
        description: 'All kinds of them. May be repeated.',
        answer: { status: 204, description: 'No more mails', body: null },
        errors: ['link_invalid'],
        auth: 'none',
      }),
      validated('json', unsubscribeSchema),
      async (c) => {
        await stopMails(deps, c.req.valid('json').token);
        return c.body(null, 204);
      },
    )
    .put(
      '/me/notification-settings/muted-channels/:channel',
      operation({
        tag,
        summary: 'Mute a channel',
        description: 'You are told of nothing that happens there, whether or not you are subscribed to it.',
        answer: done,
        errors: ['not_found', 'quota_exceeded'],
        auth,
      }),
      validated('param', channelParamSchema),
      async (c) => {
        await muteChannel(deps, requireViewer(c.get('viewer')).userId, c.req.valid('param').channel);
        return c.body(null, 204);
      },
    )
    .delete(
      '/me/notification-settings/muted-channels/:channel',
      operation({ tag, summary: 'Hear of a channel again', answer: done, errors: ['not_found'], auth }),
      validated('param', channelParamSchema),
      async (c) => {
        await unmuteChannel(deps, requireViewer(c.get('viewer')).userId, c.req.valid('param').channel);
        return c.body(null, 204);
      },
    );
}

/** HTML §9.2.6; a comment where there is no news. */
function eventOf(news: NotificationNews | null): string {
  if (news === null) return ': still here\n\n';
  return `id: ${news.last_event_id}\nevent: notifications\ndata: ${JSON.stringify(news)}\n\n`;
}
