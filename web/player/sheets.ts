/** A sheet of the page by its id, with its ways out; the browser closes it on Escape and gives the focus back. */
export function sheetOf(id: string): HTMLDialogElement | null {
  const sheet = document.getElementById(id);
  if (!(sheet instanceof HTMLDialogElement)) return null;
  sheet.addEventListener('click', ({ target }) => {
    const isButton = target instanceof Element && target.closest('[data-closes]') !== null;
    if (isButton || target === sheet) sheet.close(); // the dialog itself is hit beside its contents alone
  });
  return sheet;
}
