import type { AccountPageDeps } from '../account/deps.ts';
import type { LibraryPageDeps } from '../library/routes.tsx';

export type StudioPageDeps = AccountPageDeps &
  Pick<LibraryPageDeps, 'posters'> & {
    /** To be called after a change to videos: what it means for viewers counts here at once. */
    videosChanged: () => Promise<void>;
  };
