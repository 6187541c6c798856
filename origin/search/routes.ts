import { Hono } from 'hono';
import {
  searchAnswerSchema,
  searchChoiceSchema,
  searchQuerySchema,
  suggestAnswerSchema,
  suggestQuerySchema,
} from '../../shared/contracts/search.ts';
import type { AppEnv } from '../http/app-env.ts';
import { operation } from '../http/operation.ts';
import { validated } from '../http/validated.ts';
import type { Choices } from './choices/note-choices.ts';
import { search } from './search.ts';
import type { PastQueries } from './suggest/past-queries.ts';
import { type SuggestDeps, suggest } from './suggest/suggest.ts';

export type SearchRouteDeps = SuggestDeps & { noteQuery: PastQueries['note']; noteChoice: Choices['note'] };

export function searchRoutes(deps: SearchRouteDeps) {
  return new Hono<AppEnv>()
    .get(
      '/search',
      operation({
        tag: 'Search',
        summary: 'Find videos, channels and playlists',
        description:
          'Words in any order, in titles, tags, channels, descriptions and captions; `"words in this order"`; `-without`. ' +
          'The last word may be unfinished. When little is found, words that are spelt nearly alike count as well.',
        answer: { status: 200, description: 'A page of results, best first', body: searchAnswerSchema },
        errors: ['invalid_cursor'],
        auth: 'none',
      }),
      validated('query', searchQuerySchema),
      async (c) => {
        const asked = c.req.valid('query');
        const answer = await search(deps, asked);
        const person = c.get('clientAddress');
        if (person !== null && asked.cursor === undefined && answer.results.length > 0) deps.noteQuery(asked.q, person);
        return c.json(answer);
      },
    )
    .post(
      '/search/choices',
      operation({
        tag: 'Search',
        summary: 'Say which result of a search was followed',
        description:
          'What enough different people chose for the same words stands higher for the next. Kept for 30 days, without ' +
          'saying who chose.',
        answer: { status: 204, description: 'Noted', body: null },
        auth: 'none',
      }),
      validated('json', searchChoiceSchema),
      (c) => {
        const { q, result, position } = c.req.valid('json');
        const person = c.get('clientAddress');
        if (person !== null) deps.noteChoice(q, { kind: result.type, subjectId: result.id }, position, person);
        return c.body(null, 204);
      },
    )
    .get(
      '/search/suggest',
      operation({
        tag: 'Search',
        summary: 'What somebody who is typing may want to search for',
        description:
          'What others searched for, once enough different people did, then titles and channels that match so far.',
        answer: { status: 200, description: 'At most ten, likeliest first', body: suggestAnswerSchema },
        auth: 'none',
      }),
      validated('query', suggestQuerySchema),
      async (c) => c.json({ suggestions: await suggest(deps, c.req.valid('query').q) }),
    );
}
