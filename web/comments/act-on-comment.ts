import type { CommentFacts, CommentVote } from '../../shared/contracts/comments.ts';
import { say } from '../messages.ts';
import { explainToWriter, startComposer } from './composer.ts';
import type { Item, Thread } from './thread.ts';
import { callAsViewer, type Viewer } from './viewer.ts';

export type ActDeps = {
  thread: Thread;
  viewer: Viewer | null;
  /** The form that replies and edits are written in, copied. */
  form: HTMLFormElement;
  post(content: string, parentId: string): Promise<void>;
  askToSignIn(): void;
};

type Action = (item: Item, deps: ActDeps) => Promise<void> | void;

const actions: Record<string, Action> = {
  like: (item, deps) => vote(item, 'like', deps),
  dislike: (item, deps) => vote(item, 'dislike', deps),
  'more-replies': (item, { thread }) => thread.showReplies(item),
  reply(item, deps) {
    openForm(item, deps, {
      submitWords: say('comments.reply'),
      text: '',
      send: (content) => deps.post(content, item.comment.comment_id),
    });
  },
  edit(item, deps) {
    openForm(item, deps, {
      submitWords: say('common.save'),
      text: item.comment.content ?? '',
      async send(content) {
        const { comment_id, own_vote } = item.comment;
        const edited = await callAsViewer<CommentFacts>('PATCH', `/comments/${comment_id}`, { content });
        deps.thread.update({ ...edited, own_vote });
      },
    });
  },
  async delete({ comment }, { thread }) {
    if (!confirm(say('comments.ask_delete'))) return;
    await callAsViewer('DELETE', `/comments/${comment.comment_id}`);
    if (comment.reply_count === 0) thread.remove(comment.comment_id);
    else thread.update({ ...comment, content: null, author: null, pinned: false, hearted: false, edited_at: null });
  },
  pin: (item, deps) => toggle(item, 'pin', item.comment.pinned, deps),
  heart: (item, deps) => toggle(item, 'heart', item.comment.hearted, deps),
};

/** Does what a button of a comment says; what goes wrong is said below the comment. */
export async function actOnComment(name: string, item: Item, deps: ActDeps): Promise<void> {
  const action = actions[name];
  if (!action) return;
  const body = item.element.querySelector(':scope > article > .comment-body');
  body?.querySelector('.comment-problem:not(form *)')?.remove();
  try {
    await action(item, deps);
  } catch (error) {
    const problem = Object.assign(document.createElement('p'), { className: 'comment-problem', role: 'alert' });
    problem.textContent = explainToWriter(error);
    body?.append(problem);
  }
}

/** Shown before it is sent, and taken back when it was not taken. */
async function vote({ comment }: Item, kind: 'like' | 'dislike', deps: ActDeps): Promise<void> {
  if (!deps.viewer) return deps.askToSignIn();
  const own = comment.own_vote === kind ? null : kind;
  const change = (of: 'like' | 'dislike') => Number(own === of) - Number(comment.own_vote === of);
  deps.thread.update({
    ...comment,
    own_vote: own,
    like_count: comment.like_count + change('like'),
    dislike_count: comment.dislike_count + change('dislike'),
  });
  const path = `/comments/${comment.comment_id}/reaction`;
  try {
    const taken = await callAsViewer<CommentVote>('POST', path, { action: own ?? 'remove' });
    deps.thread.update({ ...(deps.thread.find(comment.comment_id)?.comment ?? comment), ...taken });
  } catch (error) {
    deps.thread.update(comment);
    throw error;
  }
}

async function toggle({ comment }: Item, what: 'pin' | 'heart', isSet: boolean, { thread }: ActDeps): Promise<void> {
  const path = `/comments/${comment.comment_id}/${what}`;
  const { own_vote } = comment;
  thread.update({ ...(await callAsViewer<CommentFacts>(isSet ? 'DELETE' : 'PUT', path)), own_vote });
}

function openForm(
  { element }: Item,
  { form }: ActDeps,
  { submitWords, text, send }: { submitWords: string; text: string; send: (content: string) => Promise<void> },
): void {
  const body = element.querySelector(':scope > article > .comment-body');
  body?.querySelector('form')?.remove();
  const copy = form.cloneNode(true) as HTMLFormElement; // a clone is of the same type
  copy.removeAttribute('id');
  body?.append(copy);
  const close = () => copy.remove();
  startComposer(copy, {
    ...{ submitWords, text, onCancel: close },
    async onSubmit(content) {
      await send(content);
      close();
    },
  });
}
