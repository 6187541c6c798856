import { type Context, Hono } from 'hono';
import type { Me } from '../../../../shared/contracts/auth.ts';
import { mutableKinds, notificationKinds } from '../../../../shared/contracts/notification-words.ts';
import type { NotificationSettings } from '../../../../shared/contracts/notifications.ts';
import type { StorageUsage } from '../../../../shared/contracts/storage-care.ts';
import type { EdgeEnv } from '../../../http/request-facts.ts';
import { act } from '../../account/act.ts';
import { instead } from '../../account/deps.ts';
import { callOrigin, type Refused } from '../../account/origin-call.ts';
import { problemOf } from '../../account/problems.ts';
import type { StudioPageDeps } from '../deps.ts';
import { NOTIFICATIONS_PATH, NotificationsPage } from './notifications.tsx';
import { STORAGE_PATH, StoragePage } from './storage.tsx';

const SETTINGS = '/me/notification-settings';

export function settingsPages({ forward, page, publicUrl }: StudioPageDeps): Hono<EdgeEnv> {
  const publicOrigin = new URL(publicUrl).origin;

  async function notifications(c: Context<EdgeEnv>, refused: Refused | null = null): Promise<Response> {
    const [settings, me] = await Promise.all([
      callOrigin<NotificationSettings>(c, forward, 'GET', SETTINGS),
      callOrigin<Me>(c, forward, 'GET', '/me'),
    ]);
    if (!settings.ok) return instead(settings, NOTIFICATIONS_PATH);
    if (!me.ok) return instead(me, NOTIFICATIONS_PATH);
    const { email_verified: hasConfirmedAddress } = me.value;
    const saved = refused === null && c.req.query('done') !== undefined;
    const problem = refused && problemOf(c, refused);
    const props = { settings: settings.value, hasConfirmedAddress, problem, saved };
    return page(c, () => <NotificationsPage {...props} />, { status: refused?.status ?? 200, headers: {} });
  }
  const shown = { path: NOTIFICATIONS_PATH, again: notifications };

  return new Hono<EdgeEnv>()
    .get(STORAGE_PATH, async (c) => {
      const usage = await callOrigin<StorageUsage>(c, forward, 'GET', '/me/storage');
      return usage.ok ? page(c, () => <StoragePage usage={usage.value} />) : instead(usage, STORAGE_PATH);
    })
    .get(NOTIFICATIONS_PATH, (c) => notifications(c))
    .post(NOTIFICATIONS_PATH, (c) =>
      act(
        c,
        publicOrigin,
        (form) => {
          const muted_kinds = mutableKinds.filter((kind) => form[`hear.${kind}`] === undefined);
          const mailed_kinds = notificationKinds.filter((kind) => form[`mail.${kind}`] !== undefined);
          const { mail_language } = form;
          return callOrigin(c, forward, 'PUT', SETTINGS, { muted_kinds, mailed_kinds, mail_language });
        },
        `${NOTIFICATIONS_PATH}?done`,
        shown,
      ),
    )
    .post(`${NOTIFICATIONS_PATH}/unmute`, (c) =>
      act(
        c,
        publicOrigin,
        ({ channel_id = '' }) =>
          callOrigin(c, forward, 'DELETE', `${SETTINGS}/muted-channels/${encodeURIComponent(channel_id)}`),
        `${NOTIFICATIONS_PATH}?done`,
        shown,
      ),
    );
}
