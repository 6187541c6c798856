import * as z from 'zod';
import { idSchema, videoIdSchema } from '../ids.ts';
import { listedVideoSchema } from './listed-video.ts';
import { WATCH_LATER } from './playlist-words.ts';
import { visibilitySchema } from './videos.ts';

export const playlistParamSchema = z.union([idSchema, z.literal(WATCH_LATER)]);

const titleSchema = z.string().trim().min(1).max(150);
const descriptionSchema = z.string().max(5_000);

export const createPlaylistSchema = z.object({
  title: titleSchema,
  description: descriptionSchema.optional(),
  visibility: visibilitySchema.default('private'),
  /** Whether the same video may be in it more than once. */
  allow_duplicates: z.boolean().default(false),
});

export const updatePlaylistSchema = z.object({
  title: titleSchema.optional(),
  description: descriptionSchema.optional(),
  visibility: visibilitySchema.optional(),
  /** Those that are in it already stay. */
  allow_duplicates: z.boolean().optional(),
});

export const playlistSchema = z.object({
  playlist_id: idSchema,
  kind: z.enum(['own', 'watch_later']),
  title: z.string(),
  description: z.string(),
  visibility: visibilitySchema,
  allow_duplicates: z.boolean(),
  /** Those that you may not see included. */
  item_count: z.int(),
  owner: z.object({ username: z.string(), display_name: z.string() }),
  /** The first of its videos that you may see. */
  cover: listedVideoSchema.nullable(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});

export const playlistItemSchema = z.object({
  item_id: idSchema,
  /** Null where you may not see the video (any more). */
  video: listedVideoSchema.nullable(),
  added_at: z.iso.datetime(),
});

/** Where an item goes: behind that one, or `null` for the front. */
const afterItemSchema = idSchema.nullable();

export const addItemSchema = z.object({
  video_id: videoIdSchema,
  /** At the end without it. */
  after_item_id: afterItemSchema.optional(),
});
export const moveItemSchema = z.object({ after_item_id: afterItemSchema });

export const playlistPageQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(500).optional(),
});
export const playlistsSchema = z.object({ playlists: z.array(playlistSchema), next_cursor: z.string().nullable() });
export const playlistItemsSchema = z.object({ items: z.array(playlistItemSchema), next_cursor: z.string().nullable() });
export const nextItemSchema = z.object({ item: playlistItemSchema.nullable() });

export type CreatePlaylist = z.infer<typeof createPlaylistSchema>;
export type UpdatePlaylist = z.infer<typeof updatePlaylistSchema>;
export type Playlist = z.infer<typeof playlistSchema>;
export type PlaylistItem = z.infer<typeof playlistItemSchema>;
export type PlaylistPageQuery = z.infer<typeof playlistPageQuerySchema>;
export type Playlists = z.infer<typeof playlistsSchema>;
export type PlaylistItems = z.infer<typeof playlistItemsSchema>;
export type NextItem = z.infer<typeof nextItemSchema>;
