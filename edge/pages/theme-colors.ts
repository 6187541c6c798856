/** The grounds of web/styles/tokens.css, for what a browser draws around a page. */
export const themeColors = { light: '#ffffff', dark: '#0e0e11' } as const;
