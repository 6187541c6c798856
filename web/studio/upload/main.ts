import { formats, say } from '../../messages.ts';
import { createRememberedFiles, isSame, markOf } from './remembered-files.ts';
import type { KnownUpload } from './send-parts.ts';
import { createUploadQueue } from './upload-queue.ts';

const zone = document.getElementById('upload');
const list = document.getElementById('uploads');
if (zone && list) startUploadPage(zone, list);

/** Takes files that are dropped anywhere on the page, or chosen. */
function startUploadPage(zone: HTMLElement, list: HTMLElement): void {
  const remembered = createRememberedFiles(storage());
  const visibility = zone.querySelector<HTMLSelectElement>('[name="visibility"]');
  const queue = createUploadQueue({
    ...{ list, remembered, tell },
    maxBytes: Number(zone.dataset.maxBytes),
    visibility: () => visibility?.value ?? 'private',
  });
  const unfinished = [...document.querySelectorAll<HTMLElement>('#unfinished [data-upload-id]')];
  const add = (files: readonly File[]) => {
    for (const file of files) {
      const begun = unfinished.find((item) => item.isConnected && isOf(item, file));
      void queue.add(file, begun ? takeOver(begun) : null);
    }
  };
  /** Exactly the file that this browser began to send. */
  const isOf = (item: HTMLElement, file: File) => {
    const mark = remembered.markOf(item.dataset.uploadId ?? '');
    return mark !== null && isSame(mark, markOf(file));
  };

  for (const item of unfinished) {
    const field = item.querySelector<HTMLInputElement>('input[type="file"]');
    field?.addEventListener('change', () => {
      const [file] = field.files ?? [];
      field.value = '';
      if (!file) return;
      const mark = remembered.markOf(item.dataset.uploadId ?? '');
      const { name = '', sizeBytes = '' } = item.dataset;
      // Begun elsewhere, only name and size are known of it.
      const isRight = mark ? isSame(mark, markOf(file)) : file.name === name && file.size === Number(sizeBytes);
      const problem = item.querySelector<HTMLElement>('[data-problem]');
      if (problem) {
        problem.hidden = isRight;
        problem.textContent = isRight
          ? ''
          : say('upload.another_file', { name, size: formats.size(Number(sizeBytes)) });
      }
      if (isRight) void queue.add(file, takeOver(item));
    });
  }

  const field = zone.querySelector<HTMLInputElement>('#upload-files');
  const addChosen = () => {
    const chosen = [...(field?.files ?? [])];
    if (field) field.value = '';
    if (chosen.length > 0) add(chosen);
  };
  field?.addEventListener('change', addChosen);
  addChosen(); // somebody may have been faster than this script
  // Outside of the zone too: a file that misses it would take the page's place.
  addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    zone.dataset.over = '';
  });
  addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) delete zone.dataset.over;
  });
  addEventListener('drop', (event) => {
    delete zone.dataset.over;
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    add(files);
  });
}

/** Its row is among the uploads from now on. */
function takeOver(item: HTMLElement): KnownUpload {
  const { uploadId = '', videoId = '' } = item.dataset;
  const section = item.closest<HTMLElement>('#unfinished');
  item.remove();
  if (section && !section.querySelector('[data-upload-id]')) section.hidden = true;
  return { uploadId, videoId };
}

function tell(words: string): void {
  const news = document.getElementById('upload-news');
  if (news) news.textContent = words;
}

/** Null where the browser refuses it. */
function storage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
