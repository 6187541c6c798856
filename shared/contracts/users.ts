import * as z from 'zod';
import { meSchema } from './auth.ts';

export const roleSchema = meSchema.shape.role;

/** A user as operators see them. */
export const userSchema = z.object({
  user_id: z.string(),
  username: z.string(),
  email: z.string(),
  email_verified: z.boolean(),
  role: roleSchema,
  suspended: z.boolean(),
  created_at: z.iso.datetime(),
});
export const userListSchema = z.object({ users: z.array(userSchema), next_cursor: z.string().nullable() });
export const setRoleSchema = z.object({ role: roleSchema });

/** `only_first`: nothing is made where there is an admin already. */
export const inviteAdminSchema = z.object({ only_first: z.boolean().optional() });
/** `null`: there is an admin already. */
export const adminInviteSchema = z.object({ url: z.url().nullable(), expires_at: z.iso.datetime().nullable() });
export const becomeAdminSchema = z.object({ token: z.string().min(1).max(200) });

export type UserList = z.infer<typeof userListSchema>;
export type AdminInvite = z.infer<typeof adminInviteSchema>;
