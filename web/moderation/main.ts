import { type ModerationKey, moderationKeys } from '../../shared/moderation-keys.ts';

// The keyboard of the queue. Single letters can be switched off, as WCAG 2.2 clause 2.1.4 asks for.
const STORED = 'kinora-moderation-keys';
const queue = document.querySelector<HTMLElement>('[data-queue]');
const sheet = document.getElementById('key-sheet') as HTMLDialogElement | null;
const opener = document.querySelector<HTMLButtonElement>('[data-key-sheet]');
const choice = sheet?.querySelector<HTMLInputElement>('[name="shortcuts"]');

const entries = () => [...(queue?.children ?? [])].filter((each) => each instanceof HTMLElement);
const current = () => entries().find((each) => each.contains(document.activeElement));

function move(step: 1 | -1): void {
  const all = entries();
  const at = all.findIndex((each) => each.contains(document.activeElement));
  const next = at === -1 ? all[0] : all[Math.min(all.length - 1, Math.max(0, at + step))];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

/** What has the shortcut in the entry with the focus, or in the first one. */
function press(shortcut: ModerationKey): void {
  const entry = current() ?? entries()[0];
  const target = entry?.querySelector<HTMLElement>(`[data-shortcut="${shortcut}"]`);
  target?.click();
  if (target?.tagName === 'SUMMARY')
    target.parentElement?.querySelector<HTMLElement>('textarea, button:not(summary)')?.focus();
}

const deeds: Partial<Record<ModerationKey, () => void>> = {
  next: () => move(1),
  previous: () => move(-1),
  help: () => sheet?.showModal(),
};

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input:not([type="checkbox"]), textarea, select');
}

function obey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (isTyping(event.target) || sheet?.open || choice?.checked === false) return;
  const name = moderationKeys.find(({ key }) => key === event.key)?.name;
  if (name === undefined) return;
  event.preventDefault();
  (deeds[name] ?? (() => press(name)))();
}

if (queue && sheet && opener && choice) {
  try {
    choice.checked = localStorage.getItem(STORED) !== 'off';
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  choice.addEventListener('change', () => {
    try {
      localStorage.setItem(STORED, choice.checked ? 'on' : 'off');
    } catch {
      // As above.
    }
  });
  opener.hidden = false;
  opener.addEventListener('click', () => sheet.showModal());
  sheet.querySelector('[data-closes]')?.addEventListener('click', () => sheet.close());
  document.addEventListener('keydown', obey);
}
