import { raw } from 'hono/html';
import type { FC } from 'hono/jsx';
import { type AreaName, messagesOf } from '../../shared/messages/catalogue.ts';
import { useVisit } from './visit.ts';

/** The texts that a page's scripts speak (web/messages.ts), in the page's language. Data: no browser runs it. */
export const Messages: FC<{ areas: readonly AreaName[] }> = ({ areas }) => (
  <script type="application/json" data-messages>
    {raw(JSON.stringify(messagesOf(useVisit().words, areas)).replaceAll('<', '\\u003c'))}
  </script>
);
