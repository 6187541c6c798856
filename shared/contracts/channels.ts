import * as z from 'zod';
import { handleSchema } from '../channel-handle.ts';
import { idSchema } from '../ids.ts';
import { videoCodecsSchema } from '../media/video-codecs.ts';

/** Shown as links on the channel's page, so only to the web. */
const linkSchema = z.object({
  title: z.string().trim().min(1).max(40),
  url: z.url({ protocol: /^https?$/, hostname: z.regexes.domain }).max(500),
});

const nameSchema = z.string().trim().min(1).max(80);
const descriptionSchema = z.string().trim().max(5000);
const linksSchema = z.array(linkSchema).max(10);

export const memberRoleSchema = z.enum(['manager', 'editor']);
export const channelRoleSchema = z.enum(['owner', ...memberRoleSchema.options]);

export const createChannelSchema = z.object({
  handle: handleSchema,
  name: nameSchema,
  description: descriptionSchema.optional(),
  links: linksSchema.optional(),
});
export const updateChannelSchema = createChannelSchema.partial().extend({
  /** For videos that are published from here on and do not say otherwise. */
  codecs: videoCodecsSchema.optional(),
});

/** The same picture in several sizes, smallest first. */
const pictureSchema = z.array(
  z.object({ width: z.int(), height: z.int(), webp_url: z.string(), jpeg_url: z.string() }),
);

export const channelSchema = z.object({
  channel_id: idSchema,
  handle: z.string(),
  name: z.string(),
  description: z.string(),
  links: z.array(linkSchema),
  /** `null` until there is one. */
  avatar: pictureSchema.nullable(),
  banner: pictureSchema.nullable(),
  /** An admin vouches for it. */
  verified: z.boolean(),
  /** What its videos are offered in, where they do not say otherwise. */
  codecs: videoCodecsSchema,
  /** Of its public videos. */
  video_count: z.int(),
  subscriber_count: z.int(),
  created_at: z.iso.datetime(),
});

export const ownChannelSchema = channelSchema.extend({ role: channelRoleSchema });
export const ownChannelListSchema = z.object({ channels: z.array(ownChannelSchema), next_cursor: z.null() });

export const channelMemberSchema = z.object({
  user_id: z.string(),
  username: z.string(),
  role: channelRoleSchema,
  since: z.iso.datetime(),
});
export const channelMemberListSchema = z.object({ members: z.array(channelMemberSchema), next_cursor: z.null() });
export const setMemberSchema = z.object({ role: memberRoleSchema });

export const offerTransferSchema = z.object({ username: z.string().min(1).max(30) });
export const channelTransferSchema = z.object({
  channel: z.object({ channel_id: idSchema, handle: z.string(), name: z.string() }),
  from_username: z.string(),
  to_username: z.string(),
  expires_at: z.iso.datetime(),
});
export const channelTransferListSchema = z.object({ transfers: z.array(channelTransferSchema), next_cursor: z.null() });

export type ChannelLink = z.infer<typeof linkSchema>;
export type MemberRole = z.infer<typeof memberRoleSchema>;
export type ChannelRole = z.infer<typeof channelRoleSchema>;
export type CreateChannel = z.infer<typeof createChannelSchema>;
export type UpdateChannel = z.infer<typeof updateChannelSchema>;
export type Channel = z.infer<typeof channelSchema>;
export type OwnChannel = z.infer<typeof ownChannelSchema>;
export type ChannelMember = z.infer<typeof channelMemberSchema>;
export type ChannelTransfer = z.infer<typeof channelTransferSchema>;
