import { say } from '../messages.ts';

/** How many are in the room; hidden while that is not known. */
export function showPresence(count: number | null): void {
  const chip = document.getElementById('presence');
  if (!chip) return;
  chip.hidden = count === null;
  if (count !== null) chip.textContent = say('watch.watching', { count });
}
