import * as z from 'zod';
import { matchingDocuments, type StubDocument } from './typesense-stub-search.ts';

export type TypesenseStub = {
  url: string;
  apiKey: string;
  /** How often each kind of request came, as `GET /collections/…/documents/search`. */
  requests: string[];
  /** While true, every request is answered 503. */
  isDown: boolean;
  /** Documents with such an id are refused, each on its line. */
  refusedIds: Set<string>;
  collectionNames(): string[];
  stop(): Promise<void>;
};

const aliasSchema = z.object({ collection_name: z.string() });
const collectionSchema = z
  .object({ name: z.string(), fields: z.array(z.object({ name: z.string() }).loose()) })
  .loose();
const documentSchema = z.object({ id: z.string() }).catchall(z.union([z.string(), z.number(), z.array(z.string())]));

/**
 * Not a Typesense server: it answers the few requests that search makes, as Typesense's HTTP interface is documented
 * to, with a matching of its own over documents in memory. It shows that the adapter speaks; not how Typesense ranks.
 */
export function startTypesenseStub(): TypesenseStub {
  const apiKey = 'stub-key';
  const collections = new Map<string, Map<string, StubDocument>>();
  const aliases = new Map<string, string>();
  const resolve = (name: string) => collections.get(aliases.get(name) ?? name);
  const missing = () => Response.json({ message: 'Not Found' }, { status: 404 });

  function importLines(documents: Map<string, StubDocument>, body: string): Response {
    const answers = body.split('\n').map((line) => {
      const parsed = documentSchema.safeParse(JSON.parse(line));
      if (!parsed.success || stub.refusedIds.has(parsed.data.id))
        return { success: false, code: 400, error: 'Bad document.', document: line };
      documents.set(parsed.data.id, parsed.data);
      return { success: true };
    });
    return new Response(answers.map((answer) => JSON.stringify(answer)).join('\n'));
  }

  function removeByFilter(documents: Map<string, StubDocument>, filter: string): Response {
    const ids = [...filter.matchAll(/`([^`]+)`/g)].map(([, id]) => id ?? '');
    return Response.json({ num_deleted: ids.filter((id) => documents.delete(id)).length });
  }

  async function answer(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const [area = '', name = '', part = '', action = ''] = pathname.split('/').slice(1).map(decodeURIComponent);
    const method = request.method;
    stub.requests.push(`${method} /${[area, part, action].filter(Boolean).join('/')}`);
    if (stub.isDown) return Response.json({ message: 'Not Ready or Lagging' }, { status: 503 });
    if (request.headers.get('x-typesense-api-key') !== apiKey)
      return Response.json(
        { message: 'Forbidden - a valid `x-typesense-api-key` header must be sent.' },
        { status: 401 },
      );
    if (area === 'aliases' && method === 'GET')
      return Response.json({ aliases: [...aliases].map(([alias, to]) => ({ name: alias, collection_name: to })) });
    if (area === 'aliases' && method === 'PUT') {
      const { collection_name: to } = aliasSchema.parse(await request.json());
      aliases.set(name, to);
      return Response.json({ name, collection_name: to });
    }
    if (area === 'collections' && name === '' && method === 'POST') {
      const schema = collectionSchema.parse(await request.json());
      collections.set(schema.name, new Map());
      return Response.json({ ...schema, num_documents: 0 }, { status: 201 });
    }
    const documents = resolve(name);
    if (area !== 'collections' || documents === undefined) return missing();
    if (part === '' && method === 'DELETE') return Response.json({ deleted: collections.delete(name) });
    if (part !== 'documents') return missing();
    if (action === 'import') return importLines(documents, await request.text());
    if (action === 'search') return Response.json(matchingDocuments([...documents.values()], searchParams));
    if (action === '' && method === 'DELETE') return removeByFilter(documents, searchParams.get('filter_by') ?? '');
    return missing();
  }

  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: answer });
  const stub: TypesenseStub = {
    ...{ url: `http://127.0.0.1:${server.port}`, apiKey, requests: [], isDown: false, refusedIds: new Set() },
    collectionNames: () => [...collections.keys()],
    stop: () => server.stop(true),
  };
  return stub;
}
