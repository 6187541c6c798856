/** What a search may be narrowed to, and ordered by; the API's names. The first order is the usual one. */
export const choices = {
  type: ['video', 'channel', 'playlist'],
  duration: ['short', 'medium', 'long'],
  uploaded: ['hour', 'today', 'week', 'month', 'year'],
  sort: ['relevance', 'date', 'views', 'rating'],
} as const;
export type ChoiceName = keyof typeof choices;
export type Choice<Name extends ChoiceName> = (typeof choices)[Name][number];

/** A search as the page's address says it. */
export type Asked = {
  q: string;
  cursor: string | null;
  category: string;
  captions: boolean;
} & { [Name in ChoiceName]: Choice<Name> | '' };

export const MAX_LETTERS = 500;
const RESULTS_SHOWN = 20;

/** What is no choice of ours counts as none: an old or mistyped address still finds something. */
export function readAsked(query: (name: string) => string | undefined): Asked {
  const chosen = <Name extends ChoiceName>(name: Name): Choice<Name> | '' => {
    const values: readonly Choice<Name>[] = choices[name];
    return values.find((value) => value === query(name)) ?? '';
  };
  return {
    q: (query('q') ?? '').trim(),
    cursor: query('cursor') ?? null,
    type: chosen('type'),
    category: (query('category') ?? '').slice(0, 50),
    duration: chosen('duration'),
    uploaded: chosen('uploaded'),
    sort: chosen('sort'),
    captions: query('captions') === 'true',
  };
}

/** The parameters of a search, for the page and the API alike; what was left open is left out. */
export function parametersOf({ cursor, captions, ...asked }: Asked): URLSearchParams {
  const given = Object.entries({ ...asked, captions: captions ? 'true' : '', cursor: cursor ?? '' });
  return new URLSearchParams(given.filter(([, value]) => value !== ''));
}

export function apiPath(asked: Asked): string {
  const parameters = parametersOf(asked);
  parameters.set('limit', String(RESULTS_SHOWN));
  return `/search?${parameters}`;
}

export const pagePath = (asked: Asked): string => `/search?${parametersOf(asked)}`;

export const hasFilters = ({ type, category, duration, uploaded, captions }: Asked): boolean =>
  type !== '' || category !== '' || duration !== '' || uploaded !== '' || captions;
