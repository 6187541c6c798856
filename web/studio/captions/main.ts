import { cleanVttText } from '../../../shared/captions/cue-text.ts';
import { editableText } from '../../../shared/captions/editable-text.ts';
import { languageInPath } from '../../../shared/captions/language-in-path.ts';
import { parseVtt } from '../../../shared/captions/parse-vtt.ts';
import { writeVtt } from '../../../shared/captions/to-webvtt.ts';
import { AppError } from '../../../shared/errors.ts';
import { canonicalLanguage } from '../../../shared/media/languages.ts';
import { callAsViewer } from '../../comments/viewer.ts';
import { explain } from '../../explain.ts';
import { say } from '../../messages.ts';
import { startStudioPlayer } from '../player/studio-player.ts';
import { createLeaveGuard } from '../upload/leave-guard.ts';
import { CueList } from './cue-list.ts';
import { type CueDraft, isTimed } from './edit-cues.ts';
import { startPreview } from './preview.ts';

const page = document.getElementById('captions-page');
if (page) startEditor(page);

/** Turns the text field into a list. It stays what it is where its text cannot be read. */
function startEditor(page: HTMLElement): void {
  const find = <Kind extends HTMLElement>(selector: string) => page.querySelector<Kind>(selector);
  const form = find<HTMLFormElement>('form');
  const asText = find('[data-as-text]');
  const list = find('[data-cues]');
  const none = find('[data-none]');
  const news = find('[data-news]');
  const addButton = find('[data-add]');
  const languageField = find<HTMLInputElement>('[name="language"]');
  const playerRoot = find('[data-player]');
  const player = playerRoot && startStudioPlayer(playerRoot);
  const row = document.querySelector<HTMLTemplateElement>('template#cue-row');
  const tools = document.querySelector<HTMLTemplateElement>('template#cue-tools');
  const cues = readCues(asText?.querySelector('textarea')?.value ?? '');
  const { videoId = '', durationMs, language, taken = '' } = page.dataset;
  if (!form || !asText || !list || !none || !news || !addButton || !player || !row || !tools || !cues) return;

  const guard = createLeaveGuard();
  /** How many changes there were, so that those made while it is being saved are not taken for saved. */
  let changes = 0;
  let isSaving = false;
  const tell = (words: string) => {
    news.textContent = words;
  };
  const deps = {
    ...{
      list,
      none,
      addButton,
      templates: { row, tools },
      player,
      preview: startPreview(player.video, language ?? ''),
    },
    durationMs: durationMs ? Number(durationMs) : null,
    onChange() {
      changes += 1;
      guard(true);
      tell(say('captions.unsaved'));
    },
  };
  const editor = new CueList(deps, cues);
  asText.hidden = true;
  list.hidden = false;
  addButton.hidden = false;

  /** The language to save in; null once the reader has been told why there is none. */
  function chosenLanguage(): string | null {
    if (language !== undefined) return language;
    const chosen = canonicalLanguage(languageField?.value.trim() ?? '');
    const isTaken = chosen !== null && taken.split(' ').includes(chosen);
    if (chosen !== null && !isTaken) {
      languageField?.removeAttribute('aria-invalid');
      return chosen;
    }
    languageField?.setAttribute('aria-invalid', 'true');
    languageField?.focus();
    tell(say(isTaken ? 'captions.exists' : 'captions.wrong_language'));
    return null;
  }

  async function save(): Promise<void> {
    const kept = editor.cues;
    if (kept.length === 0) return tell(say('captions.nothing'));
    const faults = editor.check();
    if (faults > 0) {
      editor.focusOnFault();
      return tell(say('captions.faults', { count: faults }));
    }
    const into = chosenLanguage();
    if (into === null) return;
    const saved = changes;
    tell(say('captions.saving'));
    const file = new Blob([textOf(kept)], { type: 'text/vtt' });
    await callAsViewer('PUT', `/videos/${videoId}/captions/${into}`, file);
    if (saved !== changes) return;
    guard(false);
    tell(say('captions.saved'));
    if (language === undefined) location.assign(`/studio/videos/${videoId}/captions/${languageInPath(into)}?done=1`);
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (isSaving) return;
    isSaving = true;
    save()
      .catch((error: unknown) => tell(explain(error)))
      .finally(() => {
        isSaving = false;
      });
  });
}

/** Null for what is no WebVTT. */
function readCues(text: string): CueDraft[] | null {
  try {
    return parseVtt(text.replace(/\r\n?/g, '\n')).map((cue) => ({ ...cue, text: editableText(cue.text) }));
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

function textOf(cues: readonly CueDraft[]): string {
  const timed = cues.filter(isTimed).sort((a, b) => a.startMs - b.startMs);
  return writeVtt(timed.map((cue) => ({ ...cue, text: cleanVttText(cue.text) })));
}
