import { callAsViewer } from '../../comments/viewer.ts';
import { say } from '../../messages.ts';
import { checkFile } from './check-file.ts';
import { explainFault } from './explain-failure.ts';
import { createLeaveGuard } from './leave-guard.ts';
import { loadSender } from './load-sender.ts';
import { markOf, type RememberedFiles } from './remembered-files.ts';
import { sendOne } from './send-one.ts';
import type { KnownUpload } from './send-parts.ts';
import { createUploadRow } from './upload-row.ts';

/** So that the first is there to be watched while others wait. Paused ones do not count. */
const FILES_AT_ONCE = 3;
const MAX_TITLE = 200;

export type QueueDeps = {
  list: HTMLElement;
  maxBytes: number;
  remembered: RememberedFiles;
  /** Of files that say nothing else. */
  visibility: () => string;
  /** Read out by screen readers. */
  tell: (words: string) => void;
};

/** The files that were chosen, from their first byte to the last quality of their videos. */
export function createUploadQueue({ list, maxBytes, remembered, visibility, tell }: QueueDeps) {
  const guard = createLeaveGuard();
  const waiting = new Set<() => Promise<void>>();
  /** By what tells files apart. */
  const listed = new Set<string>();
  const sending = new Set<string>();

  function startNext(): void {
    for (const start of waiting) {
      if (sending.size >= FILES_AT_ONCE) break;
      waiting.delete(start);
      void start();
    }
    guard(sending.size + waiting.size > 0);
  }

  return {
    /** With `upload` it goes on with that one. */
    async add(file: File, upload: KnownUpload | null = null): Promise<void> {
      const mark = JSON.stringify(markOf(file));
      const begun = Promise.withResolvers<void>();
      let current: KnownUpload | null = null;
      // What is changed before there is a video is said of it as soon as there is.
      const change = async (said: object) => {
        await begun.promise;
        await callAsViewer('PATCH', `/videos/${current?.videoId}`, said);
      };
      let controls: ReturnType<typeof sendOne> | null = null;
      let isCancelled = false;
      const row = createUploadRow(file, titleOf(file), visibility(), {
        pause: () => controls?.pause(),
        resume: () => controls?.resume(),
        retry: () => controls?.retry(),
        cancel() {
          if (controls) return controls.cancel();
          isCancelled = true;
          waiting.delete(start);
          sending.delete(mark);
          listed.delete(mark);
          startNext();
          row.remove();
        },
        remove: () => row.remove(),
        onTitle: (title) => change({ title }),
        onVisibility: (chosen) => change({ visibility: chosen }),
      });
      const refuse = (words: string) => {
        row.say();
        row.showProblem(words);
        row.close();
        row.offer('remove');
      };
      async function start(): Promise<void> {
        sending.add(mark);
        const sender = await loadSender(() => row.say(say('upload.offline')));
        if (isCancelled) return;
        controls = sendOne(
          { file, row, known: upload, sender, remembered, maxBytes, tell },
          {
            onBegun(started) {
              current = started;
              begun.resolve();
            },
            onRest(isResting) {
              if (isResting) sending.delete(mark);
              else sending.add(mark);
              startNext();
            },
            onEnd() {
              sending.delete(mark);
              listed.delete(mark);
              startNext();
            },
          },
        );
      }

      list.append(row.element);
      if (listed.has(mark)) return refuse(say('upload.failed_double'));
      listed.add(mark);
      row.say(say('upload.waiting'));
      const fault = await checkFile(file, maxBytes);
      if (isCancelled) return;
      if (fault) {
        listed.delete(mark);
        return refuse(explainFault(fault, file.size, maxBytes));
      }
      waiting.add(start);
      startNext();
    },
  };
}

/** Of the file's name without its ending. */
function titleOf({ name }: File): string {
  return (
    name
      .replace(/\.[^.]*$/, '')
      .trim()
      .slice(0, MAX_TITLE) || name.slice(0, MAX_TITLE)
  );
}
