import { type CommentRecount, commentRecountSchema } from '../../shared/contracts/comments.ts';
import type { Output } from '../output.ts';
import { askOrigin } from './ask-origin.ts';
import type { OriginAddress } from './call-origin.ts';

/** `admin comments recount`: compares the counts of comments and votes with their rows, and mends them. */
export async function recountComments(origin: OriginAddress, output: Output): Promise<number> {
  const sum = { comments: 0, videos: 0, repaired_comments: 0, repaired_videos: 0 };
  for (let from: string | null = null; ; ) {
    const slice: CommentRecount = await askOrigin(origin, '/comments/recount', commentRecountSchema, { from });
    sum.comments += slice.comments;
    sum.videos += slice.videos;
    sum.repaired_comments += slice.repaired_comments;
    sum.repaired_videos += slice.repaired_videos;
    if (slice.next === null) break;
    from = slice.next;
  }
  output.event({ event: 'recounted', ...sum });
  output.line(
    `${sum.comments} comments and ${sum.videos} videos were counted; ` +
      `${sum.repaired_comments} and ${sum.repaired_videos} of them were wrong and are right now`,
  );
  return 0;
}
