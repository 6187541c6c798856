import { formats, say } from '../../messages.ts';
import { explainFailure, type Failure } from './explain-failure.ts';
import type { FileSender } from './file-sender.ts';
import { followMaking } from './follow-making.ts';
import { markOf, type RememberedFiles } from './remembered-files.ts';
import type { KnownUpload } from './send-parts.ts';
import { createSentRate } from './sent-rate.ts';
import { sentWords, type UploadRow } from './upload-row.ts';

const SHOWN_EVERY_MS = 250;

export type OneFile = {
  file: File;
  row: UploadRow;
  /** An upload to go on with. */
  known: KnownUpload | null;
  sender: FileSender;
  remembered: RememberedFiles;
  maxBytes: number;
  tell: (words: string) => void;
};

export type OneFileHooks = {
  onBegun: (upload: KnownUpload) => void;
  /** It sends nothing for now: another may. */
  onRest: (isResting: boolean) => void;
  /** Every byte is stored, or none will follow. */
  onEnd: () => void;
};

/** Sends one file and keeps its row true. */
export function sendOne({ file, row, known, sender, remembered, maxBytes, tell }: OneFile, hooks: OneFileHooks) {
  const rate = createSentRate(file.size);
  let upload = known;
  let sentBytes = 0;
  let shownAtMs = 0;
  let failure: Failure | null = null;
  let isPaused = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  // Uppy waits for the connection without a word. What went out before it broke off, it tells half a second later.
  const isOffline = () => !navigator.onLine;
  const sayGoingOn = () => row.say(say(isOffline() ? 'upload.offline' : 'upload.starting'));
  const goOn = () => {
    clearTimeout(timer);
    removeEventListener('online', goOn);
    if (!failure) return;
    const isAnew = failure.retry === 'anew';
    failure = null;
    if (isAnew && upload) remembered.forget(upload.uploadId);
    row.showProblem(null);
    sayGoingOn();
    row.offer('pause', 'cancel');
    hooks.onRest(false);
    sending.retry(isAnew);
  };
  const offline = () => {
    rate.pause();
    if (!failure && !isPaused) sayGoingOn();
  };
  addEventListener('offline', offline);
  const end = () => {
    clearTimeout(timer);
    removeEventListener('online', goOn);
    removeEventListener('offline', offline);
    if (upload) remembered.forget(upload.uploadId);
    hooks.onEnd();
  };
  const begun = (started: KnownUpload) => {
    upload = started;
    remembered.remember(started.uploadId, markOf(file));
    row.showLink('edit', `/studio/videos/${started.videoId}`);
    hooks.onBegun(started);
  };

  sayGoingOn();
  row.offer('pause', 'cancel');
  if (known) begun(known);
  const sending = sender.send(file, known, {
    details: () => ({
      ...{ filename: file.name.slice(-255), mime: file.type, size_bytes: file.size },
      ...{ title: row.title(), visibility: row.visibility() },
    }),
    onBegun: begun,
    onProgress(bytes) {
      sentBytes = bytes;
      if (failure || isPaused || isOffline()) return;
      const nowMs = Date.now();
      const measured = rate.note(bytes, nowMs);
      if (nowMs - shownAtMs < SHOWN_EVERY_MS) return;
      shownAtMs = nowMs;
      row.showProgress(bytes / file.size);
      const percent = formats.percent(Math.floor((100 * bytes) / file.size) / 100);
      row.say(say('upload.sending', { percent }), ...sentWords(bytes, file.size, measured));
    },
    onAllSent() {
      row.showProgress(1);
      row.say(say('upload.checking'));
      row.offer();
    },
    onDone(videoId) {
      row.say(say('upload.sent'));
      tell(`${file.name}: ${say('upload.sent')}`);
      row.offer('remove');
      end();
      void followMaking(videoId, row, (words) => tell(`${file.name}: ${words}`));
    },
    onFailed(error) {
      rate.pause();
      failure = explainFailure(error, { sizeBytes: file.size, maxBytes });
      const isCut = isOffline() && failure.retry !== 'none';
      row.say(isCut ? say('upload.offline') : '');
      row.showProblem(isCut ? null : failure.words);
      if (failure.retry === 'none') {
        row.offer('remove');
        row.close();
        end();
        return;
      }
      row.offer('retry', 'cancel');
      hooks.onRest(true);
      if (failure.waitSec !== null) timer = setTimeout(goOn, failure.waitSec * 1000);
      addEventListener('online', goOn);
    },
  });

  return {
    pause() {
      isPaused = true;
      sending.pause();
      rate.pause();
      row.say(say('upload.paused', { percent: formats.percent(Math.floor((100 * sentBytes) / file.size) / 100) }));
      row.offer('resume', 'cancel');
      hooks.onRest(true);
    },
    resume() {
      isPaused = false;
      sayGoingOn();
      row.offer('pause', 'cancel');
      hooks.onRest(false);
      sending.resume();
    },
    retry: goOn,
    cancel() {
      failure = null;
      row.say(say('upload.given_up'));
      row.showProblem(null);
      row.close();
      row.offer('remove');
      end();
      // What could not be removed now ends by itself when its time is up.
      void sending.cancel().catch(() => {});
    },
  };
}
