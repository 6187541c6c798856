import { Hono } from 'hono';
import * as z from 'zod';
import {
  addItemSchema,
  moveItemSchema,
  nextItemSchema,
  playlistItemSchema,
  playlistItemsSchema,
  playlistPageQuerySchema,
  playlistParamSchema,
} from '../../shared/contracts/playlists.ts';
import { idSchema } from '../../shared/ids.ts';
import type { AppEnv } from '../http/app-env.ts';
import { operation } from '../http/operation.ts';
import { validated } from '../http/validated.ts';
import { addItem } from './add-item.ts';
import type { PlaylistDeps } from './deps.ts';
import { listItems } from './list-items.ts';
import { moveItem } from './move-item.ts';
import { nextItem } from './next-item.ts';
import { removeItem } from './remove-item.ts';

const paramSchema = z.object({ playlist_id: playlistParamSchema });
const itemParamSchema = paramSchema.extend({ item_id: idSchema });

/** What is in playlists, and in which order. */
export function playlistItemRoutes(deps: PlaylistDeps) {
  return new Hono<AppEnv>()
    .get(
      '/playlists/:playlist_id/items',
      operation({
        tag: 'Playlists',
        summary: 'What is in a playlist, in its order',
        description: 'A video that you may not see (any more) is an item with `video: null`.',
        answer: { status: 200, description: 'A page of items', body: playlistItemsSchema },
        errors: ['invalid_cursor', 'not_found'],
        auth: 'optional',
        scope: 'videos:read',
      }),
      validated('param', paramSchema),
      validated('query', playlistPageQuerySchema),
      async (c) =>
        c.json(await listItems(deps, c.get('viewer'), c.req.valid('param').playlist_id, c.req.valid('query'))),
    )
    .post(
      '/playlists/:playlist_id/items',
      operation({
        tag: 'Playlists',
        summary: 'Put a video into a playlist',
        description: 'At the end; or behind `after_item_id`, which is `null` for the front.',
        answer: { status: 201, description: 'The item', body: playlistItemSchema },
        errors: ['forbidden', 'not_found', 'conflict', 'quota_exceeded', 'unavailable_for_legal_reasons'],
        auth: 'required',
      }),
      validated('param', paramSchema),
      validated('json', addItemSchema),
      async (c) => {
        const { video_id: videoId, after_item_id: place } = c.req.valid('json');
        const item = { videoId, place, operationId: c.get('operationId') };
        return c.json(await addItem(deps, c.get('viewer'), c.req.valid('param').playlist_id, item), 201);
      },
    )
    .patch(
      '/playlists/:playlist_id/items/:item_id',
      operation({
        tag: 'Playlists',
        summary: 'Move an item',
        description: 'Behind `after_item_id`, which is `null` for the front.',
        answer: { status: 204, description: 'It is there', body: null },
        errors: ['forbidden', 'not_found'],
        auth: 'required',
      }),
      validated('param', itemParamSchema),
      validated('json', moveItemSchema),
      async (c) => {
        const { playlist_id: playlistId, item_id: itemId } = c.req.valid('param');
        await moveItem(deps, c.get('viewer'), playlistId, itemId, c.req.valid('json').after_item_id);
        return c.body(null, 204);
      },
    )
    .delete(
      '/playlists/:playlist_id/items/:item_id',
      operation({
        tag: 'Playlists',
        summary: 'Take an item out of a playlist',
        answer: { status: 204, description: 'It is out', body: null },
        errors: ['forbidden', 'not_found'],
        auth: 'required',
      }),
      validated('param', itemParamSchema),
      async (c) => {
        const { playlist_id: playlistId, item_id: itemId } = c.req.valid('param');
        await removeItem(deps, c.get('viewer'), playlistId, itemId);
        return c.body(null, 204);
      },
    )
    .get(
      '/playlists/:playlist_id/items/:item_id/next',
      operation({
        tag: 'Playlists',
        summary: 'What plays after an item',
        description: 'The next one that you may see and that can be played; `null` at the end.',
        answer: { status: 200, description: 'The next item', body: nextItemSchema },
        errors: ['not_found'],
        auth: 'optional',
        scope: 'videos:read',
      }),
      validated('param', itemParamSchema),
      async (c) => {
        const { playlist_id: playlistId, item_id: itemId } = c.req.valid('param');
        return c.json(await nextItem(deps, c.get('viewer'), playlistId, itemId));
      },
    );
}
