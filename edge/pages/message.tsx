import type { FC } from 'hono/jsx';
import type { ErrorCode } from '../../shared/errors.ts';
import { Layout } from './layout.tsx';

type Words = { title: string; text: string };

const words: Partial<Record<ErrorCode, Words>> = {
  not_found: {
    title: 'There is nothing here',
    text: 'The address may be mistyped, or the video may be private or gone.',
  },
  geo_blocked: {
    title: 'Not available in your country',
    text: 'The creator has limited where this video may be watched.',
  },
  unavailable_for_legal_reasons: {
    title: 'Withheld for legal reasons',
    text: 'This video may not be shown for legal reasons.',
  },
  embed_forbidden: {
    title: 'Not on this site',
    text: 'The creator has limited which sites may show this video. Watch it on its own page instead.',
  },
  age_restricted: {
    title: 'For viewers of 18 or older',
    text: 'This video is shown to signed-in viewers whose account says that they are 18 or older.',
  },
  video_not_playable: {
    title: 'Not ready yet',
    text: 'This video cannot be played yet. Please come back in a moment.',
  },
  unavailable: {
    title: 'We will be right back',
    text: 'A part of this site cannot be reached. Please try again in a moment.',
  },
};
const unknown: Words = { title: 'Something went wrong', text: 'That is on our side. Please try again.' };

/** A whole page that says in plain words what is wrong. */
export const MessagePage: FC<{ code: ErrorCode; requestId: string; bare: boolean; showId: boolean }> = (props) => {
  const { title, text } = words[props.code] ?? unknown;
  return (
    <Layout title={`${title} · Kinora`} noIndex bare={props.bare}>
      <section class="notice">
        <h1>{title}</h1>
        <p>{text}</p>
        {props.bare ? null : (
          <p>
            <a class="button" href="/">
              Go to the home page
            </a>
          </p>
        )}
        {props.showId ? <p class="quiet">Request {props.requestId}</p> : null}
      </section>
    </Layout>
  );
};
