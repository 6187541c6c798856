import type {
  Comment,
  CommentEvent,
  CommentFacts,
  CommentSort,
  Comments,
  Replies,
} from '../../shared/contracts/comments.ts';
import type { RoomEvent } from '../../shared/contracts/rooms.ts';
import { say } from '../messages.ts';
import { fillComment, type Reader } from './fill-comment.ts';
import { callAsViewer } from './viewer.ts';

export type Item = { comment: CommentFacts; element: HTMLElement; moreCursor: string | null };
export type ThreadView = {
  videoId: string;
  list: HTMLElement;
  template: HTMLTemplateElement;
  reader: Reader;
  /** The video's comments in all, whether the list goes on, and how many new ones wait to be shown. */
  onChange(state: { total: number; hasMore: boolean; waiting: number }): void;
};

const PAGE = 20;
/** A list that was read may be some seconds older than what the room has told. */
const TRUST_EVENTS_MS = 5_000;

/** The comments on the page: what was read and what the room tells, each once, by id. */
export class Thread {
  sort: CommentSort;
  readonly #view: ThreadView;
  readonly #items = new Map<string, Item>();
  readonly #touchedAtMs = new Map<string, number>();
  #waiting: CommentFacts[] = [];
  #next: string | null = null;
  #pages = 0;
  #total = 0;

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
    const page = await this.#read<Comments>(`/videos/${this.#view.videoId}/comments?sort=${sort}&limit=${PAGE}`);
    if (sort !== this.sort) return; // another order was asked for meanwhile
    const isWaiting = this.#waitsWith(page.comments);
    const shown = page.comments.filter((comment) => !isWaiting(comment));
    this.#place(this.#view.list, shown, { isWhole: this.#pages <= 1 });
    if (this.#pages <= 1) [this.#pages, this.#next] = [1, page.next_cursor];
    this.#total = page.total_count;
    this.#changed();
  }

  async sortBy(sort: CommentSort): Promise<void> {
    this.sort = sort;
    [this.#pages, this.#waiting] = [0, []];
    this.#touchedAtMs.clear();
    await this.load();
  }

  async showMore(): Promise<void> {
    if (this.#next === null) return;
    const path = `/videos/${this.#view.videoId}/comments?sort=${this.sort}&limit=${PAGE}&cursor=${this.#next}`;
    const page = await this.#read<Comments>(path);
    for (const comment of page.comments) this.#append(this.#view.list, comment);
    this.#next = page.next_cursor;
    this.#pages += 1;
    this.#changed();
  }

  async showReplies(item: Item): Promise<void> {
    if (item.moreCursor === null) return;
    const path = `/comments/${item.comment.comment_id}/replies?limit=${PAGE}&cursor=${item.moreCursor}`;
    const page = await this.#read<Replies>(path);
    for (const reply of page.replies) this.#append(repliesOf(item), reply);
    item.moreCursor = page.next_cursor;
    this.#fillMore(item);
  }

  /** Puts the new ones on top that waited, and returns the first. */
  showWaiting(): Item | undefined {
    const items = this.#waiting.map((comment) => this.add(comment));
    this.#waiting = [];
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
    if (this.#items.has(comment.comment_id)) this.#put(comment);
  }

  remove(commentId: string): void {
    const item = this.#items.get(commentId);
    for (const element of item?.element.querySelectorAll<HTMLElement>('[data-comment-id]') ?? [])
      this.#items.delete(element.dataset.commentId ?? '');
    item?.element.remove();
    this.#items.delete(commentId);
    this.#waiting = this.#waiting.filter(({ comment_id }) => comment_id !== commentId);
    this.#changed();
  }

  /** What the room tells; others' new comments wait, so that nothing jumps below a reader's eyes. */
  hear({ type, data }: RoomEvent): void {
    const event = { type, data } as CommentEvent; // of the same release as this page; other types fall through
    if (event.type === 'comment.created') this.#hearOfNew(event.data.comment);
    else if (event.type === 'comment.changed') this.#hearOfChange(event.data.comment);
    else if (event.type === 'comment.removed') this.remove(event.data.comment_id);
    else if (event.type === 'comments.counted') {
      this.#total = event.data.total_count;
      for (const counts of event.data.counts) {
        const item = this.find(counts.comment_id);
        if (item) this.update({ ...item.comment, ...counts });
      }
      this.#changed();
    }
  }

  /** Lets what was read wait, too, when it is newer than the first that does: it belongs above it. */
  #waitsWith(read: readonly Comment[]): (comment: Comment) => boolean {
    const [oldest] = this.#waiting;
    if (!oldest) return () => false;
    const waiting = new Map(this.#waiting.map((comment) => [comment.comment_id, comment]));
    for (const comment of read)
      if (comment.created_at >= oldest.created_at && !this.#items.has(comment.comment_id))
        waiting.set(comment.comment_id, comment);
    this.#waiting = [...waiting.values()].sort((one, other) => one.created_at.localeCompare(other.created_at));
    return ({ comment_id }) => waiting.has(comment_id);
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
    const isOwn = comment.author?.user_id === this.#view.reader.viewer?.userId;
    if (isOwn || this.#items.size === 0) this.add(comment);
    else this.#waiting.push(comment);
    this.#changed();
  }

  #hearOfChange(comment: CommentFacts): void {
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
  #putRead(comment: Comment): Item {
    const known = this.#items.get(comment.comment_id);
    const isNewer = Date.now() - (this.#touchedAtMs.get(comment.comment_id) ?? 0) < TRUST_EVENTS_MS;
    const facts = known && isNewer ? known.comment : comment;
    const hasShownMore = known !== undefined && repliesOf(known).childElementCount > comment.replies.length;
    const item = this.#put({
      ...facts,
      replies: comment.replies,
      more_replies_cursor: hasShownMore ? known.moreCursor : comment.more_replies_cursor,
    });
    this.#place(repliesOf(item), comment.replies, { isWhole: false });
    this.#fillMore(item);
    return item;
  }

  #append(list: HTMLElement, comment: Comment): void {
    const isNew = !this.#items.has(comment.comment_id);
    const { element } = this.#putRead(comment);
    if (isNew) list.append(element);
  }

  /** Brings `comments` into `list` in their order, moving no element that stands right. */
  #place(list: HTMLElement, comments: readonly Comment[], { isWhole }: { isWhole: boolean }): void {
    let next = list.firstElementChild;
    for (const comment of comments) {
      const { element } = this.#putRead(comment);
      if (element === next) next = next.nextElementSibling;
      else list.insertBefore(element, next);
    }
    if (!isWhole) return;
    const read = new Set(comments.map(({ comment_id }) => comment_id));
    for (const { dataset } of [...list.children] as HTMLElement[]) {
      const id = dataset.commentId ?? '';
      const isNewer = Date.now() - (this.#touchedAtMs.get(id) ?? 0) < TRUST_EVENTS_MS;
      if (!read.has(id) && !isNewer) this.remove(id);
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
    this.#view.onChange({ total: this.#total, hasMore: this.#next !== null, waiting: this.#waiting.length });
  }
}

function repliesOf({ element }: Item): HTMLElement {
  const list = element.querySelector<HTMLElement>(':scope > [data-replies]');
  if (!list) throw new Error('a comment has no place for replies');
  return list;
}
