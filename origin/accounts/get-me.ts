import type { Me } from '../../shared/contracts/auth.ts';
import { AppError } from '../../shared/errors.ts';
import type { AccountDeps } from './deps.ts';

export async function getMe(deps: Pick<AccountDeps, 'store' | 'passwords'>, userId: string): Promise<Me> {
  const [user, password, channels] = await Promise.all([
    deps.store.findUser(userId),
    deps.passwords.find(userId),
    deps.store.channelsOf(userId),
  ]);
  if (!user) throw new AppError('unauthenticated', 'this account no longer exists');
  return {
    user_id: user.id,
    email: user.email,
    email_verified: user.emailVerified,
    username: user.username,
    has_password: password !== undefined,
    display_name: user.name,
    role: user.role,
    channels: channels.map((channel) => ({ channel_id: channel.id, handle: channel.handle, name: channel.name })),
    created_at: user.createdAt.toISOString(),
  };
}
