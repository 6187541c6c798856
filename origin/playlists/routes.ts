import { Hono } from 'hono';
import * as z from 'zod';
import {
  createPlaylistSchema,
  playlistPageQuerySchema,
  playlistParamSchema,
  playlistSchema,
  playlistsSchema,
  updatePlaylistSchema,
} from '../../shared/contracts/playlists.ts';
import type { AppEnv } from '../http/app-env.ts';
import { operation } from '../http/operation.ts';
import { validated } from '../http/validated.ts';
import { requireViewer } from '../http/viewer.ts';
import { createPlaylist } from './create-playlist.ts';
import { deletePlaylist } from './delete-playlist.ts';
import type { PlaylistDeps } from './deps.ts';
import { getPlaylist } from './get-playlist.ts';
import { listOwnPlaylists, listPublicPlaylists } from './list-playlists.ts';
import { updatePlaylist } from './update-playlist.ts';

const paramSchema = z.object({ playlist_id: playlistParamSchema });

export function playlistRoutes(deps: PlaylistDeps) {
  return new Hono<AppEnv>()
    .post(
      '/playlists',
      operation({
        tag: 'Playlists',
        summary: 'Make a playlist',
        answer: { status: 201, description: 'The playlist', body: playlistSchema },
        errors: ['quota_exceeded'],
        auth: 'required',
      }),
      validated('json', createPlaylistSchema),
      async (c) => {
        const viewer = requireViewer(c.get('viewer'));
        return c.json(await createPlaylist(deps, viewer, c.req.valid('json'), c.get('operationId')), 201);
      },
    )
    .get(
      '/me/playlists',
      operation({
        tag: 'Playlists',
        summary: 'Your playlists, newest first',
        answer: { status: 200, description: 'A page of playlists', body: playlistsSchema },
        errors: ['invalid_cursor'],
        auth: 'required',
      }),
      validated('query', playlistPageQuerySchema),
      async (c) => c.json(await listOwnPlaylists(deps, requireViewer(c.get('viewer')), c.req.valid('query'))),
    )
    .get(
      '/users/:username/playlists',
      operation({
        tag: 'Playlists',
        summary: "Somebody's public playlists, newest first",
        answer: { status: 200, description: 'A page of playlists', body: playlistsSchema },
        errors: ['invalid_cursor', 'not_found'],
        auth: 'optional',
        scope: 'videos:read',
      }),
      validated('param', z.object({ username: z.string().max(50) })),
      validated('query', playlistPageQuerySchema),
      async (c) => {
        const { username } = c.req.valid('param');
        return c.json(await listPublicPlaylists(deps, c.get('viewer'), username, c.req.valid('query')));
      },
    )
    .get(
      '/playlists/:playlist_id',
      operation({
        tag: 'Playlists',
        summary: 'One playlist',
        description: '`watch-later` instead of an id is your own list of videos for later.',
        answer: { status: 200, description: 'The playlist', body: playlistSchema },
        errors: ['not_found'],
        auth: 'optional',
        scope: 'videos:read',
      }),
      validated('param', paramSchema),
      async (c) => c.json(await getPlaylist(deps, c.get('viewer'), c.req.valid('param').playlist_id)),
    )
    .patch(
      '/playlists/:playlist_id',
      operation({
        tag: 'Playlists',
        summary: 'Change what is said about a playlist, and who may see it',
        answer: { status: 200, description: 'The changed playlist', body: playlistSchema },
        errors: ['forbidden', 'not_found', 'conflict'],
        auth: 'required',
      }),
      validated('param', paramSchema),
      validated('json', updatePlaylistSchema),
      async (c) => {
        const { playlist_id: playlistId } = c.req.valid('param');
        return c.json(await updatePlaylist(deps, c.get('viewer'), playlistId, c.req.valid('json')));
      },
    )
    .delete(
      '/playlists/:playlist_id',
      operation({
        tag: 'Playlists',
        summary: 'Delete a playlist',
        answer: { status: 204, description: 'It is gone; its videos stay', body: null },
        errors: ['forbidden', 'not_found', 'conflict'],
        auth: 'required',
      }),
      validated('param', paramSchema),
      async (c) => {
        await deletePlaylist(deps, c.get('viewer'), c.req.valid('param').playlist_id);
        return c.body(null, 204);
      },
    );
}
