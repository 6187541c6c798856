/**
 * A canonical language as the address of its captions' page names it: `captions/new` is the page for another language,
 * and `new` is Newari. Languages are read without regard to case (RFC 5646 §2.1.1).
 */
export const languageInPath = (language: string): string => (language === 'new' ? 'NEW' : language);
