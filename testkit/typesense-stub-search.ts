/** A document in words with single spaces; arrays are compared value by value. */
export type StubDocument = { id: string; [field: string]: string | number | string[] };

type Asked = { words: string[]; isExcluded: boolean; isPrefix: boolean; isPhrase: boolean };

/** The answer of `documents/search`: all words, those with mistakes when few were found, fewer words when none were. */
export function matchingDocuments(documents: readonly StubDocument[], parameters: URLSearchParams): object {
  const asked = read(parameters.get('q') ?? '', parameters.get('prefix') === 'true');
  const fields = (parameters.get('query_by') ?? '').split(',');
  const allowed = documents.filter((it) => passes(it, parameters.get('filter_by') ?? ''));
  const find = (terms: readonly Asked[], mistakes: boolean) =>
    allowed.flatMap((document) => {
      const matched = terms.map((term) => matchedIn(document, fields, term, mistakes));
      const isHit = matched.every((tokens, at) => (tokens === null) === (terms[at]?.isExcluded ?? false));
      return isHit ? [{ document, tokens: matched.flatMap((tokens) => tokens ?? []) }] : [];
    });
  let hits = find(asked, false);
  if (hits.length < Number(parameters.get('typo_tokens_threshold'))) hits = find(asked, true);
  for (let keep = asked.length - 1; hits.length === 0 && keep > 0; keep--) {
    const seen = new Set<string>();
    const either = [...find(asked.slice(0, keep), true), ...find(asked.slice(-keep), true)];
    hits = either.filter(({ document }) => !seen.has(document.id) && seen.add(document.id));
  }
  const page = hits.slice(0, Number(parameters.get('per_page') ?? 10));
  return {
    ...{ found: hits.length, out_of: documents.length, page: 1, search_time_ms: 0 },
    hits: page.map(({ document, tokens }) => ({ document, highlights: [{ field: 'title', matched_tokens: tokens }] })),
  };
}

function read(q: string, prefix: boolean): Asked[] {
  const pieces = [...q.matchAll(/(-?)(?:"([^"]*)"|(\S+))/g)];
  return pieces.map(([, minus, phrase, word], at) => ({
    words: (phrase ?? word ?? '').split(' ').filter(Boolean),
    isExcluded: minus === '-',
    isPhrase: phrase !== undefined,
    isPrefix: prefix && at === pieces.length - 1 && phrase === undefined,
  }));
}

/** The words of the document that stand for the term; `null` when it has none. */
function matchedIn(document: StubDocument, fields: readonly string[], term: Asked, mistakes: boolean): string[] | null {
  const [word = ''] = term.words;
  for (const field of fields) {
    const tokens = String(document[field] ?? '').split(' ');
    if (term.isPhrase) {
      if (` ${tokens.join(' ')} `.includes(` ${term.words.join(' ')} `)) return term.words;
      continue;
    }
    const found = tokens.filter(
      (token) =>
        token === word ||
        (term.isPrefix && token.startsWith(word)) ||
        (mistakes && !term.isExcluded && mistakesBetween(token, word) <= mistakesFor(word)),
    );
    if (found.length > 0) return found;
  }
  return null;
}

const mistakesFor = (word: string): number => (word.length < 4 ? 0 : word.length < 8 ? 1 : 2);

/** Damerau's distance. */
function mistakesBetween(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, at) => at)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= a.length; row++) {
    rows.push([row]);
    for (let column = 1; column <= b.length; column++) {
      const changed = at(row - 1, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const isSwapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const swapped = isSwapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY;
      rows[row]?.push(Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, changed, swapped));
    }
  }
  return at(a.length, b.length);
}

function passes(document: StubDocument, filter: string): boolean {
  return filter
    .split(' && ')
    .filter(Boolean)
    .every((condition) => {
      const [, field = '', operator, value = ''] = /^(\w+):(=|>=)(.*)$/.exec(condition) ?? [];
      const own = document[field];
      if (operator === '>=') return Number(own) >= Number(value);
      return Array.isArray(own) ? own.includes(value) : String(own) === value;
    });
}
