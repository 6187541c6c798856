import { type CommentRecount, commentRecountSchema } from '../../shared/contracts/comments.ts';
import { type Recount, recountSchema } from '../../shared/contracts/recount.ts';
import type { Output } from '../output.ts';
import { askOrigin } from './ask-origin.ts';
import type { OriginAddress } from './call-origin.ts';

/** `admin counts recount`: compares every count with the rows it stands for, and mends what has drifted. */
export async function recountAll(origin: OriginAddress, output: Output): Promise<number> {
  const lookedAt = { comments: 0, videos: 0, channels: 0, playlists: 0 };
  const repaired = { comments: 0, comment_totals: 0, video_ratings: 0, subscribers: 0, playlist_items: 0 };
  for (let from: string | null = null; ; ) {
    const slice: CommentRecount = await askOrigin(origin, '/comments/recount', commentRecountSchema, { from });
    lookedAt.comments += slice.comments;
    repaired.comments += slice.repaired_comments;
    repaired.comment_totals += slice.repaired_videos;
    if (slice.next === null) break;
    from = slice.next;
  }
  for (let from: string | null = null; ; ) {
    const slice: Recount = await askOrigin(origin, '/counts/recount', recountSchema, { from });
    lookedAt.videos += slice.looked_at.videos;
    lookedAt.channels += slice.looked_at.channels;
    lookedAt.playlists += slice.looked_at.playlists;
    repaired.video_ratings += slice.repaired.videos;
    repaired.subscribers += slice.repaired.channels;
    repaired.playlist_items += slice.repaired.playlists;
    if (slice.next === null) break;
    from = slice.next;
  }
  output.event({ event: 'recounted', looked_at: lookedAt, repaired });
  const { comments, videos, channels, playlists } = lookedAt;
  output.line(`looked at ${comments} comments, ${videos} videos, ${channels} channels and ${playlists} playlists`);
  for (const [what, times] of Object.entries(repaired))
    output.line(`${what.replace('_', ' ')}: ${times === 0 ? 'all right' : `${times} were wrong and are right now`}`);
  return 0;
}
