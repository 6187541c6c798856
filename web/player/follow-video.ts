import type { ViewReporter } from './view-reporter.ts';

/** Lets `reporter` know what `video` does, and when its page is left. */
export function followVideo(video: HTMLVideoElement, reporter: ViewReporter): void {
  /** During a jump the element tells where it goes, no longer where it was. */
  let positionSec = 0;
  video.addEventListener('playing', () => {
    positionSec = video.currentTime;
    reporter.onMoving(positionSec);
  });
  video.addEventListener('seeked', () => {
    positionSec = video.currentTime;
    if (!video.paused && !video.ended) reporter.onMoving(positionSec);
  });
  video.addEventListener('timeupdate', () => {
    if (video.seeking) return;
    positionSec = video.currentTime;
    reporter.onTime(positionSec);
  });
  video.addEventListener('seeking', () => reporter.onStill(positionSec));
  video.addEventListener('waiting', () => reporter.onStill(positionSec));
  // An ended video pauses first, and a player that is taken away goes back to the beginning.
  video.addEventListener('pause', () => {
    if (!video.ended) reporter.onStill(positionSec);
  });
  video.addEventListener('emptied', () => reporter.onStill(positionSec));
  video.addEventListener('ended', () => reporter.onEnd(video.currentTime));
  addEventListener('pagehide', () => reporter.onLeaving());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') reporter.onLeaving(); // telephones may never tell more than this
  });
}
