/** A piece of a comment, in the order of its text; `text` of all pieces together is the comment. */
export type CommentSegment =
  | { kind: 'text'; text: string }
  /** A place in the video. */
  | { kind: 'time'; text: string; positionSec: number }
  /** `href` is http or https, without a user name before its host. */
  | { kind: 'link'; text: string; href: string }
  | { kind: 'mention'; text: string; handle: string };

/** What every link in a comment carries: it vouches for nothing, and the other side learns nothing of the page. */
export const COMMENT_LINK_REL = 'nofollow ugc noopener';

// One pass, and every alternative begins with something fixed: no text makes this slow.
const PIECE =
  /(?<link>\bhttps?:\/\/[^\s<>"]+)|(?<![\p{L}\p{N}_.:@/])(?<time>(?:\d{1,2}:[0-5]\d|\d{1,3}):[0-5]\d)(?![\p{L}\p{N}_]|[:.]\d)|(?<![\p{L}\p{N}_.@/-])@(?<handle>[A-Za-z0-9_]{3,30})(?![\p{L}\p{N}_@])/giu;

/** Finds the times (`1:23`, `1:02:03`), links and `@handles` in a comment. */
export function commentSegments(content: string): CommentSegment[] {
  const segments: CommentSegment[] = [];
  let at = 0;
  for (const match of content.matchAll(PIECE)) {
    const found = toSegment(match.groups ?? {}, match[0]);
    if (!found) continue;
    if (match.index > at) segments.push({ kind: 'text', text: content.slice(at, match.index) });
    segments.push(found);
    at = match.index + found.text.length;
  }
  if (at < content.length) segments.push({ kind: 'text', text: content.slice(at) });
  return segments;
}

/** The handles that a comment names, each once, as channels have them. */
export function mentionedHandles(content: string): string[] {
  const named = commentSegments(content).flatMap((each) => (each.kind === 'mention' ? [each.handle] : []));
  return [...new Set(named)];
}

function toSegment(groups: Record<string, string | undefined>, text: string): CommentSegment | null {
  if (groups.link !== undefined) return toLink(groups.link);
  if (groups.time !== undefined) {
    const positionSec = groups.time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
    return { kind: 'time', text, positionSec };
  }
  return groups.handle === undefined ? null : { kind: 'mention', text, handle: groups.handle.toLowerCase() };
}

function toLink(found: string): CommentSegment | null {
  const text = withoutEnd(found);
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  // What stands before an @ looks like the host and is not.
  if (url.username !== '' || url.password !== '') return null;
  return { kind: 'link', text, href: url.href };
}

/** Without the punctuation of the sentence around it; a bracket stays when it was opened within. */
function withoutEnd(link: string): string {
  const surplus = { ')': excess(link, '(', ')'), ']': excess(link, '[', ']') };
  let end = link.length;
  for (; end > 0; end -= 1) {
    const last = link.charAt(end - 1);
    if (last === ')' || last === ']') {
      if (surplus[last] <= 0) break;
      surplus[last] -= 1;
    } else if (!/[.,;:!?'*_~…]/.test(last)) break;
  }
  return link.slice(0, end);
}

const excess = (text: string, opening: string, closing: string) =>
  text.split(closing).length - text.split(opening).length;
