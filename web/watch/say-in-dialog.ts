/** Says in a dialog what happened. */
export function sayInDialog(dialog: HTMLDialogElement, words: string): void {
  const said = dialog.querySelector('[data-said]');
  if (said) said.textContent = words;
}
