/** Text that may come out of a stranger's file, without the control characters that a terminal would obey. */
export function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, '?');
}
