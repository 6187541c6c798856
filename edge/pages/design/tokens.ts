/** The tokens of web/styles/tokens.css by what they are for. A test compares the two. */
export const tokens = {
  colours: [
    ...['bg', 'surface', 'surface-strong', 'text', 'text-quiet', 'line', 'accent', 'on-accent', 'focus'],
    ...['good', 'warning', 'danger'],
  ],
  spaces: ['space-1', 'space-2', 'space-3', 'space-4', 'space-5', 'space-6', 'space-7', 'space-8', 'gutter'],
  sizes: ['text-small', 'text-note', 'text-body', 'text-lead', 'text-title', 'text-page'],
  shapes: ['radius-small', 'radius', 'radius-large'],
  measures: ['target', 'header-height', 'nav-width', 'nav-height'],
} as const;
