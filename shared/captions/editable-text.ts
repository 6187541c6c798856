/**
 * Cue text as people write it: `R&D`, not `R&amp;D`. What would read as markup otherwise stays escaped, so that
 * `cleanVttText` turns it back into the very same cue text (WebVTT §3.5).
 */
export function editableText(cueText: string): string {
  return cueText
    .replace(/&gt;/g, '>')
    .replace(/&lt;(?![/a-z\d])/gi, '<')
    .replace(/&amp;(?!#|[a-z]+;)/gi, '&');
}
