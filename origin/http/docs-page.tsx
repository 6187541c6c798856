import { raw } from 'hono/html';
import type { OpenAPIV3_1 } from 'openapi-types';
import type { OpenApiDocument } from './openapi.ts';

type Documented = { method: string; path: string; operation: OpenAPIV3_1.OperationObject };

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

const styles = `
:root { color-scheme: light dark; --line: #8884; --soft: #8882 }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1 { margin-bottom: 0 } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line) }
code, pre { font: 13px/1.5 ui-monospace, monospace }
pre { background: var(--soft); padding: .75rem; border-radius: .4rem; overflow: auto; max-height: 24rem }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0; padding: .5rem .75rem }
summary { cursor: pointer; display: flex; gap: .75rem; align-items: baseline; flex-wrap: wrap }
summary .method { font-weight: 700; min-width: 4rem } summary .what { margin-left: auto; opacity: .8 }
dt { font-weight: 600; margin-top: .5rem } dd { margin-left: 1rem }
`;

/** The document as one page that needs nothing else: no script, no font, no other host. */
export async function renderDocsPage(document: OpenApiDocument): Promise<string> {
  const operations = listOperations(document);
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{document.info.title} API</title>
        <style>{raw(styles)}</style>
      </head>
      <body>
        <h1>{document.info.title} API</h1>
        <p>{document.info.description}</p>
        <p>
          Send <code>Authorization: Bearer …</code> where it says so. The same as a machine-readable document:{' '}
          <a href="openapi.json">openapi.json</a>
        </p>
        {document.tags.map((tag) => (
          <section>
            <h2>{tag.name}</h2>
            <p>{tag.description}</p>
            {operations
              .filter(({ operation }) => operation.tags?.includes(tag.name))
              .map((documented) => (
                <OperationDetails {...documented} />
              ))}
          </section>
        ))}
      </body>
    </html>
  );
  return `<!doctype html>${page}`;
}

function OperationDetails({ method, path, operation }: Documented) {
  const body = operation.requestBody && 'content' in operation.requestBody ? operation.requestBody.content : {};
  const parameters = (operation.parameters ?? []).filter((parameter) => 'name' in parameter);
  return (
    <details>
      <summary>
        <code class="method">{method.toUpperCase()}</code>
        <code>{path}</code>
        <span class="what">{operation.summary}</span>
      </summary>
      {operation.description && <p>{operation.description}</p>}
      <p>Access token: {tokenRule(operation.security)}</p>
      {parameters.length > 0 && (
        <dl>
          {parameters.map((parameter) => (
            <>
              <dt>
                {parameter.name} ({parameter.in}
                {parameter.required ? ', required' : ''})
              </dt>
              <dd>
                <code>{JSON.stringify(parameter.schema)}</code>
              </dd>
            </>
          ))}
        </dl>
      )}
      <Schema title="Body" schema={body['application/json']?.schema} />
      <dl>
        {Object.entries(operation.responses ?? {}).map(([status, response]) => (
          <>
            <dt>{status}</dt>
            <dd>{'description' in response ? response.description : ''}</dd>
            {'content' in response && Number(status) < 400 && (
              <dd>
                <Schema title="Answer" schema={response.content?.['application/json']?.schema} />
              </dd>
            )}
          </>
        ))}
      </dl>
    </details>
  );
}

function Schema({ title, schema }: { title: string; schema: unknown }) {
  if (schema === undefined) return null;
  return (
    <div>
      {title}
      <pre>{JSON.stringify(schema, null, 2)}</pre>
    </div>
  );
}

function tokenRule(security: OpenAPIV3_1.SecurityRequirementObject[] | undefined): string {
  if (!security || security.length === 0) return 'not used';
  return security.some((requirement) => Object.keys(requirement).length === 0) ? 'optional' : 'required';
}

function listOperations(document: OpenApiDocument): Documented[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      return operation ? [{ method, path, operation }] : [];
    }),
  );
}
