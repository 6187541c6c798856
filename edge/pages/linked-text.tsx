import type { FC } from 'hono/jsx';
import { COMMENT_LINK_REL, commentSegments } from '../../shared/comments/comment-segments.ts';

/** What people wrote, its times, links and mentions made what they are; nothing in it is ever markup. */
export const LinkedText: FC<{ text: string }> = ({ text }) => (
  <>
    {commentSegments(text).map((segment) => {
      if (segment.kind === 'time')
        return (
          <a class="in-text" href={`?t=${segment.positionSec}`} data-position-sec={segment.positionSec}>
            {segment.text}
          </a>
        );
      if (segment.kind === 'link')
        return (
          <a class="in-text" href={segment.href} rel={COMMENT_LINK_REL} target="_blank">
            {segment.text}
          </a>
        );
      if (segment.kind === 'mention')
        return (
          <a class="in-text" href={`/@${segment.handle}`}>
            {segment.text}
          </a>
        );
      return segment.text;
    })}
  </>
);
