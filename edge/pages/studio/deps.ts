import type { Context } from 'hono';
import type { CommentPolicy } from '../../../shared/contracts/comments.ts';
import type { EdgeEnv } from '../../http/request-facts.ts';
import type { AccountPageDeps } from '../account/deps.ts';
import type { LibraryPageDeps } from '../library/routes.tsx';

export type StudioPageDeps = AccountPageDeps &
  Pick<LibraryPageDeps, 'posters'> & {
    /** To be called after a change to videos: what it means for viewers counts here at once. */
    videosChanged: () => Promise<void>;
    /** Whether a video takes comments; null while that cannot be read. */
    commentPolicy: (c: Context<EdgeEnv>, videoId: string) => Promise<CommentPolicy | null>;
  };
