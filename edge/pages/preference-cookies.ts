export const LANGUAGE_COOKIE = 'kinora_language';
export const THEME_COOKIE = 'kinora_theme';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const isTheme = (word: string | null | undefined): word is Theme => themes.some((theme) => theme === word);
