import type { Rating, VideoRating } from '../../shared/contracts/ratings.ts';
import { callAsViewer } from '../comments/viewer.ts';
import { explain } from '../explain.ts';
import { formats } from '../messages.ts';
import type { ActionDeps } from './action-deps.ts';

/** Like and dislike: shown as wished at once, sent one after another, and taken back when they were not taken. */
export function startRating(row: HTMLElement, { videoId, viewer, news, tell, askToSignIn }: ActionDeps): void {
  const group = row.querySelector<HTMLElement>('#rating');
  const buttons = [...(group?.querySelectorAll<HTMLButtonElement>('[data-rate]') ?? [])];
  const path = `/videos/${videoId}/reaction`;
  /** As origin has it. */
  let taken: VideoRating = {
    like_count: Number(group?.dataset.likes),
    dislike_count: Number(group?.dataset.dislikes),
    own_rating: null,
  };
  let wish: Rating | null = null;
  let isSending = false;
  let heardMeanwhile = false;
  let wishes = 0;
  let heard = 0;

  function show(): void {
    for (const button of buttons) {
      const rating = button.dataset.rate === 'like' ? 'like' : 'dislike';
      const change = Number(wish === rating) - Number(taken.own_rating === rating);
      const count = button.querySelector('[data-count]');
      if (count) count.textContent = formats.compact(taken[`${rating}_count`] + change);
      button.setAttribute('aria-pressed', String(wish === rating));
    }
  }

  /** As origin has it now, unless something was wished meanwhile: its answer is newer. */
  async function read(): Promise<void> {
    const [wishesBefore, heardBefore] = [wishes, heard];
    const read = await callAsViewer<VideoRating>('GET', path).catch(() => null);
    if (!read || wishes !== wishesBefore) return;
    wish = read.own_rating;
    if (heard === heardBefore) {
      taken = read;
      news.haveCounts();
    } else taken.own_rating = read.own_rating; // the counts that were heard meanwhile may be newer, and none may follow
    show();
  }

  async function send(): Promise<void> {
    if (isSending) return; // what is under way goes on to the latest wish
    isSending = true;
    try {
      while (wish !== taken.own_rating) {
        taken = wish
          ? await callAsViewer<VideoRating>('PUT', path, { rating: wish })
          : await callAsViewer<VideoRating>('DELETE', path);
        news.haveCounts();
      }
    } catch (error) {
      wish = taken.own_rating;
      heardMeanwhile = true; // it may have been taken all the same
      tell(explain(error));
    }
    isSending = false;
    show();
    if (heardMeanwhile) void read(); // which of the two was newer nobody can tell
    heardMeanwhile = false;
  }

  news.onCounts(({ like_count, dislike_count }) => {
    heard += 1;
    if (isSending) {
      heardMeanwhile = true;
      return;
    }
    taken = { ...taken, like_count, dislike_count };
    show();
  });
  for (const button of buttons) {
    button.disabled = false;
    button.addEventListener('click', () => {
      if (!viewer) return askToSignIn();
      const rating = button.dataset.rate === 'like' ? 'like' : 'dislike';
      wish = wish === rating ? null : rating;
      wishes += 1;
      tell('');
      show();
      void send();
    });
  }
  if (viewer) void read();
}
