/** Strings, and what stands between them, of a JSON text. Strings are matched whole, so nothing in them is taken for structure. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

type Level = { isArray: boolean; key: string; index: number };

/** The line, from 1, on which the value at `path` begins in `text`, which is JSON; that of the nearest one above when there is none. */
export function lineOfPath(text: string, path: readonly string[]): number {
  const levels: Level[] = [];
  let best = { depth: 0, at: 0 };
  let previous = '';
  for (const match of text.matchAll(TOKEN)) {
    const [token] = match;
    const top = levels.at(-1);
    const isValue = !'}],:'.includes(token) && (top === undefined || top.isArray || previous === ':');
    if (top && !top.isArray && token.startsWith('"') && previous !== ':') top.key = String(JSON.parse(token));
    if (isValue) {
      const here = levels.map(({ isArray, key, index }) => (isArray ? String(index) : key));
      if (here.length > best.depth && here.every((step, at) => step === path[at]))
        best = { depth: here.length, at: match.index };
    }
    if (token === '{' || token === '[') levels.push({ isArray: token === '[', key: '', index: 0 });
    else if (token === '}' || token === ']') levels.pop();
    else if (token === ',' && top) top.index += 1;
    previous = token;
  }
  return lineAt(text, best.at);
}

/** The line, from 1, up to which `text` could have become JSON, or 1: found without the words of any engine's message. */
export function lineOfSyntaxError(text: string): number {
  const lines = text.split('\n');
  const opened: string[] = [];
  for (const [at, line] of lines.entries()) {
    if (/^(?:[^"]*"(?:[^"\\]|\\.)*")*[^"]*"(?:[^"\\]|\\.)*$/.test(line)) return at + 1;
    for (const [token] of line.matchAll(TOKEN)) {
      if (token === '{' || token === '[') opened.push(token);
      const matching = token === '}' ? '{' : token === ']' ? '[' : null;
      if (matching !== null && opened.pop() !== matching) return at + 1;
      if (/^[^"{}[\],:]/.test(token) && !/^(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.test(token))
        return at + 1;
    }
  }
  const misplaced = /,\s*[}\]]|[{[]\s*,|"\s+"|[\d}\]]\s*"/.exec(text);
  return misplaced ? lineAt(text, misplaced.index) : lines.length;
}

const lineAt = (text: string, offset: number) => text.slice(0, offset).split('\n').length;
