import { Hono } from 'hono';
import * as z from 'zod';
import { channelSchema } from '../../../shared/contracts/channels.ts';
import { AppError } from '../../../shared/errors.ts';
import type { PictureKind } from '../../../shared/media/channel-pictures.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { readFileBody } from '../../http/file-bodies.ts';
import { operation } from '../../http/operation.ts';
import { validated } from '../../http/validated.ts';
import { serveObject } from '../../media/serve-object.ts';
import { pictureBody } from '../../pictures/decode-picture.ts';
import { findChannel } from '../find-channel.ts';
import { channelParamSchema } from '../param.ts';
import { pictureKey, pictureNamePattern, pictureSizes } from './picture-files.ts';
import { deletePicture, type PictureDeps, putPicture } from './put-picture.ts';

const fileParamSchema = channelParamSchema.extend({ file: z.string().max(80) });

export function channelPictureRoutes(deps: PictureDeps) {
  const app = new Hono<AppEnv>();
  for (const kind of ['avatar', 'banner'] as const) addRoutes(app, deps, kind);
  app.get(
    '/channels/:channel/pictures/:file',
    operation({
      tag: 'Channels',
      summary: 'A file of an avatar or banner',
      description: 'Its address comes with the channel. The file never changes.',
      answer: { status: 200, description: 'The picture', body: z.string(), contentType: 'image/webp' },
      errors: ['not_found'],
      auth: 'none',
    }),
    validated('param', fileParamSchema),
    async (c) => {
      const { channel, file } = c.req.valid('param');
      if (!pictureNamePattern.test(file)) throw new AppError('not_found', 'there is no such picture');
      const { id } = await findChannel(deps, channel);
      return serveObject(deps.objects, pictureKey(id, file), c.req.raw);
    },
  );
  return app;
}

function addRoutes(app: Hono<AppEnv>, deps: PictureDeps, kind: PictureKind): void {
  const sizes = pictureSizes[kind].map(({ width, height }) => `${width} × ${height}`).join(', ');
  const errors = ['forbidden', 'not_found'] as const;
  app
    .put(
      `/channels/:channel/${kind}`,
      operation({
        tag: 'Channels',
        summary: `Set the ${kind} of a channel`,
        description: `The body is a JPEG, PNG, WebP or AVIF picture of at most 10 MiB and 50 megapixels. It is cut to ${sizes}.`,
        answer: { status: 200, description: 'The channel', body: channelSchema },
        errors: [...errors, 'payload_too_large', 'unsupported_media'],
        auth: 'required',
        scope: 'channels:write',
      }),
      validated('param', channelParamSchema),
      async (c) => {
        const target = { reference: c.req.valid('param').channel, kind };
        return c.json(await putPicture(deps, c.get('viewer'), target, () => readFileBody(c.req.raw, pictureBody)));
      },
    )
    .delete(
      `/channels/:channel/${kind}`,
      operation({
        tag: 'Channels',
        summary: `Remove the ${kind} of a channel`,
        answer: { status: 204, description: 'Removed', body: null },
        errors: [...errors],
        auth: 'required',
        scope: 'channels:write',
      }),
      validated('param', channelParamSchema),
      async (c) => {
        await deletePicture(deps, c.get('viewer'), { reference: c.req.valid('param').channel, kind });
        return c.body(null, 204);
      },
    );
}
