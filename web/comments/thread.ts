import type {
  Comment,
  CommentEvent,
  CommentFacts,
  CommentSort,
  Comments,
  CommentsCounted,
  Replies,
} from '../../shared/contracts/comments.ts';
import type { RoomEvent } from '../../shared/contracts/rooms.ts';
import { say } from '../messages.ts';
import { fillComment, type Reader } from './fill-comment.ts';
import { callAsViewer } from './viewer.ts';
import { WaitingComments } from './waiting-comments.ts';

export type Item = { comment: CommentFacts; element: HTMLElement; moreCursor: string | null };
export type ThreadView = {
  videoId: string;
  list: HTMLElement;
  template: HTMLTemplateElement;
  reader: Reader;
  /** The video's comments in all, whether the list goes on, and how many new ones wait to be shown. */
  onChange(state: { total: number; hasMore: boolean; waiting: number }): void;
};

/** Whether it is all that the list is to have; when it was asked for. */
type Placing = { isWhole: boolean; askedAtMs: number };

const PAGE = 20;
/** What was read may lack what happened in the two seconds before: others were answered the same. */
export const SETTLED_MS = 2_500;
/** A list that was read may be some seconds older than what the room has told. */
const TRUST_EVENTS_MS = 5_000;

/** The comments on the page: what was read and what the room tells, each once, by id. */
export class Thread {
  sort: CommentSort;
  readonly #view: ThreadView;
  readonly #items = new Map<string, Item>();
  readonly #touchedAtMs = new Map<string, number>();
  readonly #waiting = new WaitingComments();
  /** When the newest was written that was read in a list from the newest on. */
  #newestRead = '';
  #next: string | null = null;
  #pages = 0;
  #total = 0;
  /** When the room last told of it. */
  #totalToldAtMs = 0;

  constructor(view: ThreadView, sort: CommentSort) {
    this.#view = view;
    this.sort = sort;
  }

  find(commentId: string | undefined): Item | undefined {
    return commentId === undefined ? undefined : this.#items.get(commentId);
  }

  /** Reads the first page; what is on the page stays where it is, and what waits goes on waiting. */
  async load(): Promise<void> {
    const { sort } = this;
    const askedAtMs = Date.now();
    const page = await this.#read<Comments>(`/videos/${this.#view.videoId}/comments?sort=${sort}&limit=${PAGE}`);
    if (sort !== this.sort) return; // another order was asked for meanwhile
    this.#place(this.#view.list, this.#withoutNew(page.comments, askedAtMs), { isWhole: this.#pages <= 1, askedAtMs });
    if (this.#pages <= 1) [this.#pages, this.#next] = [1, page.next_cursor];
    if (this.#totalToldAtMs <= askedAtMs - SETTLED_MS) this.#total = page.total_count;
    this.#changed();
  }

  async sortBy(sort: CommentSort): Promise<void> {
    this.sort = sort;
    this.#pages = 0;
    this.#waiting.take();
    this.#touchedAtMs.clear();
    await this.load();
  }

  async showMore(): Promise<void> {
    if (this.#next === null) return;
    const path = `/videos/${this.#view.videoId}/comments?sort=${this.sort}&limit=${PAGE}&cursor=${this.#next}`;
    const askedAtMs = Date.now();
    const page = await this.#read<Comments>(path);
    for (const comment of page.comments) this.#append(this.#view.list, comment, askedAtMs);
    this.#next = page.next_cursor;
    this.#pages += 1;
    this.#changed();
  }

  async showReplies(item: Item): Promise<void> {
    if (item.moreCursor === null) return;
    const path = `/comments/${item.comment.comment_id}/replies?limit=${PAGE}&cursor=${item.moreCursor}`;
    const askedAtMs = Date.now();
    const page = await this.#read<Replies>(path);
    for (const reply of page.replies) this.#append(repliesOf(item), reply, askedAtMs);
    item.moreCursor = page.next_cursor;
    this.#fillMore(item);
  }

  /** Puts the new ones on top that waited, and returns the first. */
  showWaiting(): Item | undefined {
    const items = this.#waiting.take().map((comment) => this.add(comment));
    this.#changed();
    return items.at(-1);
  }

  /** A comment that was just written, where a reader looks for it. */
  add(comment: CommentFacts): Item {
    this.#touchedAtMs.set(comment.comment_id, Date.now());
    const known = this.#items.get(comment.comment_id);
    const item = this.#put(comment);
    if (known) return item;
    const parent = this.find(comment.parent_id ?? undefined);
    if (parent) repliesOf(parent).append(item.element);
    else this.#view.list.prepend(item.element);
    return item;
  }

  /** Says `comment` in the place of what was said; own votes stay unless it has one to say. */
  update(comment: CommentFacts): void {
    this.#touchedAtMs.set(comment.comment_id, Date.now());
    this.#waiting.change(comment);
    if (this.#items.has(comment.comment_id)) this.#put(comment);
  }

  remove(commentId: string): void {
    this.#touchedAtMs.set(commentId, Date.now());
    this.#drop(commentId);
  }

  #drop(commentId: string): void {
    const item = this.#items.get(commentId);
    for (const element of item?.element.querySelectorAll<HTMLElement>('[data-comment-id]') ?? [])
      this.#items.delete(element.dataset.commentId ?? '');
    item?.element.remove();
    this.#items.delete(commentId);
    this.#waiting.remove(commentId);
    this.#changed();
  }

  /** What the room tells; others' new comments wait, so that nothing jumps below a reader's eyes. */
  hear({ type, data }: RoomEvent): void {
    const event = { type, data } as CommentEvent; // of the same release as this page; other types fall through
    if (event.type === 'comment.created') {
      this.#hearOfNew(event.data.comment);
      this.#hearOfCounts(event.data);
    } else if (event.type === 'comment.changed') this.#hearOfChange(event.data.comment);
    else if (event.type === 'comment.removed') this.remove(event.data.comment_id);
    else if (event.type === 'comments.counted') this.#hearOfCounts(event.data);
  }

  /** What of a list that was read is shown at once: where it is read again, others' new comments wait as ever. */
  #withoutNew(read: readonly Comment[], askedAtMs: number): Comment[] {
    const isAgain = this.sort === 'newest' && this.#pages > 0 && this.#items.size > 0;
    const since = isAgain ? this.#newestRead : null;
    for (const { created_at } of this.sort === 'newest' ? read : [])
      if (created_at > this.#newestRead) this.#newestRead = created_at;
    const isKnown = (comment: Comment) =>
      this.#items.has(comment.comment_id) || this.#isOwn(comment) || this.#isGone(comment.comment_id, askedAtMs);
    return this.#waiting.hold(read, { since, isKnown });
  }

  #isOwn({ author }: CommentFacts): boolean {
    return author !== null && author.user_id === this.#view.reader.viewer?.userId;
  }

  #hearOfNew(comment: CommentFacts): void {
    if (this.#items.has(comment.comment_id)) {
      this.#hearOfChange(comment);
      return;
    }
    const parent = this.find(comment.parent_id ?? undefined);
    if (comment.parent_id !== null) {
      // Below replies that are not shown yet it would stand out of order; it is counted among them.
      if (parent && parent.moreCursor === null) this.add(comment);
      return;
    }
    if (this.#isOwn(comment) || this.#items.size === 0) this.add(comment);
    else this.#waiting.add(comment);
  }

  #hearOfCounts({ total_count, counts = [] }: CommentsCounted): void {
    if (total_count !== undefined) [this.#total, this.#totalToldAtMs] = [total_count, Date.now()];
    for (const each of counts) {
      const known = this.find(each.comment_id)?.comment ?? this.#waiting.find(each.comment_id);
      if (known) this.update({ ...known, ...each });
    }
    this.#changed();
  }

  #hearOfChange(comment: CommentFacts): void {
    this.#waiting.change(comment);
    const item = this.find(comment.comment_id);
    if (!item) return;
    const isPinnedNow = comment.pinned && !item.comment.pinned;
    this.update({ ...comment, own_vote: item.comment.own_vote });
    if (isPinnedNow) this.#view.list.prepend(item.element);
  }

  #read<T>(path: string): Promise<T> {
    return callAsViewer<T>('GET', path);
  }

  #put(comment: CommentFacts | Comment): Item {
    const id = comment.comment_id;
    const element = this.#items.get(id)?.element ?? document.getElementById(`comment-${id}`) ?? this.#newElement();
    const moreCursor = 'replies' in comment ? comment.more_replies_cursor : (this.#items.get(id)?.moreCursor ?? null);
    const item: Item = { comment, element, moreCursor };
    this.#items.set(id, item);
    fillComment(element, comment, this.#view.reader);
    this.#fillMore(item);
    return item;
  }

  /** As `#put`, for what was read: the room may have told something newer. */
  #putRead(comment: Comment, askedAtMs: number): Item {
    const known = this.#items.get(comment.comment_id);
    const facts = known && this.#isNewer(comment.comment_id, askedAtMs) ? known.comment : comment;
    const hasShownMore = known !== undefined && repliesOf(known).childElementCount > comment.replies.length;
    const item = this.#put({
      ...facts,
      replies: comment.replies,
      more_replies_cursor: hasShownMore ? known.moreCursor : comment.more_replies_cursor,
    });
    this.#place(repliesOf(item), comment.replies, { isWhole: false, askedAtMs });
    this.#fillMore(item);
    return item;
  }

  /** What is known of a comment was told or written after what was asked for at `askedAtMs`. */
  #isNewer(commentId: string, askedAtMs: number): boolean {
    return (this.#touchedAtMs.get(commentId) ?? 0) > askedAtMs - TRUST_EVENTS_MS;
  }

  /** It was removed a moment before the list was asked for, which may not know that yet. */
  #isGone(commentId: string, askedAtMs: number): boolean {
    return !this.#items.has(commentId) && !this.#waiting.find(commentId) && this.#isNewer(commentId, askedAtMs);
  }

  #append(list: HTMLElement, comment: Comment, askedAtMs: number): void {
    const isNew = !this.#items.has(comment.comment_id);
    const { element } = this.#putRead(comment, askedAtMs);
    if (isNew) list.append(element);
  }

  /** Brings `comments` into `list` in their order, moving no element that stands right. */
  #place(list: HTMLElement, comments: readonly Comment[], { isWhole, askedAtMs }: Placing): void {
    let next = list.firstElementChild;
    for (const comment of comments) {
      if (this.#isGone(comment.comment_id, askedAtMs)) continue;
      const { element } = this.#putRead(comment, askedAtMs);
      if (element === next) next = next.nextElementSibling;
      else list.insertBefore(element, next);
    }
    if (!isWhole) return;
    const read = new Set(comments.map(({ comment_id }) => comment_id));
    for (const { dataset } of [...list.children] as HTMLElement[]) {
      const id = dataset.commentId ?? '';
      if (!read.has(id) && !this.#isNewer(id, askedAtMs)) this.#drop(id);
    }
  }

  #newElement(): HTMLElement {
    const [element] = (this.#view.template.content.cloneNode(true) as DocumentFragment).children;
    if (!(element instanceof HTMLElement)) throw new Error('the page has no form of a comment');
    return element;
  }

  #fillMore(item: Item): void {
    const button = item.element.querySelector<HTMLElement>(':scope > [data-action=more-replies]');
    if (!button) return;
    const unseen = item.comment.reply_count - repliesOf(item).childElementCount;
    button.hidden = item.moreCursor === null;
    button.textContent = unseen > 0 ? say('comments.more_replies', { count: unseen }) : say('comments.some_replies');
  }

  #changed(): void {
    this.#view.onChange({ total: this.#total, hasMore: this.#next !== null, waiting: this.#waiting.count });
  }
}

function repliesOf({ element }: Item): HTMLElement {
  const list = element.querySelector<HTMLElement>(':scope > [data-replies]');
  if (!list) throw new Error('a comment has no place for replies');
  return list;
}
