import { COMMENT_LINK_REL, commentSegments } from '../../shared/comments/comment-segments.ts';

/** Puts a comment's text into `place`, times, links and mentions made what they are; nothing in it is ever markup. */
export function writeText(place: HTMLElement, content: string): void {
  place.replaceChildren(
    ...commentSegments(content).map((segment) => {
      if (segment.kind === 'time') {
        const link = anchor(segment.text, `?t=${segment.positionSec}`);
        link.dataset.positionSec = String(segment.positionSec);
        return link;
      }
      if (segment.kind === 'link') {
        const link = anchor(segment.text, segment.href);
        return Object.assign(link, { rel: COMMENT_LINK_REL, target: '_blank' });
      }
      return segment.kind === 'mention' ? anchor(segment.text, `/@${segment.handle}`) : segment.text;
    }),
  );
}

function anchor(text: string, href: string): HTMLAnchorElement {
  const link = document.createElement('a');
  link.className = 'in-text';
  link.href = href;
  link.textContent = text;
  return link;
}
