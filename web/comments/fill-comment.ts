import type { CommentFacts } from '../../shared/contracts/comments.ts';
import { formats, say } from '../messages.ts';
import type { Viewer } from './viewer.ts';
import { writeText } from './write-text.ts';

/** Who looks at a comment, and what may be done there. */
export type Reader = { viewer: Viewer | null; ownerId: string };

const HUES = 8;

/** Makes `item`, a comment's element, say what `comment` says. */
export function fillComment(item: HTMLElement, comment: CommentFacts, { viewer, ownerId }: Reader): void {
  const place = (name: string) => item.querySelector<HTMLElement>(`:scope > article [data-${name}]`);
  const action = (name: string) => item.querySelector<HTMLElement>(`:scope > article [data-action=${name}]`);
  const show = (element: HTMLElement | null, isShown: boolean) => {
    if (element) element.hidden = !isShown;
  };
  const { author, content } = comment;
  const isTombstone = content === null;
  item.id = `comment-${comment.comment_id}`;
  item.dataset.commentId = comment.comment_id;
  item.classList.toggle('tombstone', isTombstone);
  fillAvatar(item.querySelector<HTMLElement>(':scope > article > .avatar'), author);

  const name = place('name');
  if (name) name.textContent = author ? `@${author.username}` : '';
  show(place('creator'), comment.by_creator);
  show(place('pinned'), comment.pinned);
  show(place('edited'), comment.edited_at !== null);
  const time = place('time');
  if (time) {
    time.setAttribute('datetime', comment.created_at);
    time.textContent = formats.age(Date.parse(comment.created_at), Date.now());
  }
  const state = place('state');
  if (state) state.textContent = comment.state === 'approved' ? '' : say(`comments.${comment.state}`);
  show(state, comment.state !== 'approved');
  const text = place('text');
  if (text && isTombstone) text.textContent = say('comments.deleted');
  else if (text && text.textContent !== content) writeText(text, content ?? '');

  const likes = place('likes');
  if (likes) likes.textContent = comment.like_count === 0 ? '' : String(comment.like_count);
  show(place('actions'), !isTombstone);
  show(place('hearted'), comment.hearted);
  for (const vote of ['like', 'dislike'] as const) {
    action(vote)?.setAttribute('aria-pressed', String(comment.own_vote === vote));
    show(action(vote), comment.state === 'approved');
  }
  const isOwn = viewer !== null && viewer.userId === author?.user_id;
  const isCreator = viewer !== null && viewer.userId === ownerId;
  const stands = comment.state === 'approved';
  show(action('reply'), viewer !== null && stands);
  show(action('edit'), isOwn);
  show(action('delete'), isOwn || isCreator || viewer?.isStaff === true);
  show(action('pin'), isCreator && stands && comment.parent_id === null);
  show(action('heart'), isCreator && stands);
  const [pin, heart] = [action('pin'), action('heart')];
  if (pin) pin.textContent = say(comment.pinned ? 'comments.unpin' : 'comments.pin');
  if (heart) heart.textContent = say(comment.hearted ? 'comments.unheart' : 'comments.heart');
}

/** As the server paints it: the colour is always the same for a name. */
function fillAvatar(avatar: HTMLElement | null, author: CommentFacts['author']): void {
  if (!avatar) return;
  let sum = 0;
  for (const character of author?.username ?? '') sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  avatar.className = `avatar hue-${sum % HUES}`;
  avatar.textContent = author ? ([...(author.name || author.username)][0]?.toUpperCase() ?? '?') : '–';
}
