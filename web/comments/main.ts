import type { CommentFacts, CommentSort } from '../../shared/contracts/comments.ts';
import { pause } from '../api.ts';
import { explain } from '../explain.ts';
import { say } from '../messages.ts';
import type { RoomLine } from '../watch/room-line.ts';
import { actOnComment } from './act-on-comment.ts';
import { startComposer } from './composer.ts';
import { SETTLED_MS, Thread } from './thread.ts';
import { callAsViewer, type Viewer } from './viewer.ts';

/** Brings the thread that the server has written to life. */
export function startComments(section: HTMLElement, viewer: Viewer | null, room: RoomLine): void {
  const { videoId = '', ownerId = '', sort = 'newest' } = section.dataset;
  const list = part(section, '#comment-list');
  const template = part(section, '#comment-template') as HTMLTemplateElement;
  const form = part(section, '#comment-form') as HTMLFormElement;
  const [pill, more, status] = ['#comments-new', '#comments-more', '#comments-status'].map((id) => part(section, id));
  const signIn = part(section, '#comments-sign-in');
  if (!pill || !more || !status) return;

  signIn.hidden = viewer !== null;
  const thread = new Thread(
    {
      ...{ videoId, list, template, reader: { viewer, ownerId } },
      onChange({ total, hasMore, waiting }) {
        part(section, '#comments-title').textContent = say('comments.count', { count: total });
        more.hidden = !hasMore;
        pill.hidden = waiting === 0;
        pill.textContent = say('comments.new', { count: waiting });
        if (waiting > 0) status.textContent = pill.textContent;
        const none = section.querySelector<HTMLElement>('.comments-none');
        if (none) none.hidden = list.childElementCount > 0;
      },
    },
    sort as CommentSort, // as the server has written it
  );

  /** Shown before it is sent; the words come back to the form when it was not taken. */
  async function post(content: string, parentId: string | null): Promise<void> {
    if (!viewer) return askToSignIn();
    const pending = thread.add(pendingComment(content, parentId));
    pending.element.classList.add('pending');
    try {
      const headers = { 'idempotency-key': crypto.randomUUID() };
      const body = { content, ...(parentId === null ? {} : { parent_id: parentId }) };
      thread.add(await callAsViewer<CommentFacts>('POST', `/videos/${videoId}/comments`, body, headers));
    } finally {
      thread.remove(pending.comment.comment_id);
    }
  }

  function pendingComment(content: string, parentId: string | null): CommentFacts {
    const author = { user_id: viewer?.userId ?? '', username: viewer?.username ?? '', name: '', image_url: null };
    return {
      ...{
        comment_id: `pending-${crypto.randomUUID()}`,
        video_id: videoId,
        parent_id: parentId,
        depth: 0,
        author,
        content,
      },
      ...{ state: 'approved', reasons: [], created_at: new Date().toISOString(), edited_at: null, pinned: false },
      ...{ hearted: false, by_creator: viewer?.userId === ownerId, like_count: 0, dislike_count: 0, own_vote: null },
      reply_count: 0,
    };
  }

  function askToSignIn(): void {
    signIn.hidden = false;
    signIn.querySelector('a')?.focus();
  }

  const deps = { thread, viewer, form: form.cloneNode(true) as HTMLFormElement, post, askToSignIn };
  if (viewer) startComposer(form, { submitWords: say('comments.comment'), onSubmit: (content) => post(content, null) });
  section.dataset.live = '';

  section.addEventListener('click', (event) => {
    const target = event.target instanceof Element ? event.target.closest<HTMLElement>('a, button') : null;
    if (!target) return;
    const { action, sortBy } = target.dataset;
    const item = thread.find(target.closest<HTMLElement>('[data-comment-id]')?.dataset.commentId);
    if (sortBy !== undefined) {
      event.preventDefault();
      for (const link of section.querySelectorAll('[data-sort-by]')) link.removeAttribute('aria-current');
      target.setAttribute('aria-current', 'true');
      void tellOf(thread.sortBy(sortBy as CommentSort)); // as the server has written it
    } else if (target === more) {
      event.preventDefault();
      void tellOf(thread.showMore());
    } else if (target === pill) thread.showWaiting()?.element.scrollIntoView({ block: 'nearest' });
    else if (action !== undefined && item) void actOnComment(action, item, deps);
  });

  /** Tells what could not be read, to everybody. */
  async function tellOf(work: Promise<void>): Promise<void> {
    const problem = section.querySelector<HTMLElement>('.comments-problem');
    problem?.remove();
    await work.catch((error: unknown) => {
      const words = Object.assign(document.createElement('p'), { className: 'comment-problem comments-problem' });
      words.role = 'alert';
      words.textContent = explain(error);
      list.before(words);
    });
  }

  void tellOf(thread.load());
  room.listen({
    onEvent: (event) => thread.hear(event),
    onReset: () => void pause(SETTLED_MS).then(() => tellOf(thread.load())),
  });
}

function part(section: HTMLElement, selector: string): HTMLElement {
  const found = section.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
}
