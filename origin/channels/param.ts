import * as z from 'zod';
import { handleSchema } from '../../shared/channel-handle.ts';
import { idSchema } from '../../shared/ids.ts';

/** A channel is named by its id, which stays, or by its handle. */
export const channelParamSchema = z.object({ channel: z.union([idSchema, handleSchema]) });
