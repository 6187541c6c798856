import type { FC } from 'hono/jsx';
import type { ErrorCode } from '../../shared/errors.ts';
import { en } from '../../shared/messages/en/index.ts';
import { Layout } from './layout.tsx';
import { useSay } from './visit.ts';

type Titles = Extract<keyof typeof en.problems, `${string}_title`>;
type Known = Titles extends `${infer Name}_title` ? Name : never;

const isKnown = (code: string): code is Known => Object.hasOwn(en.problems, `${code}_title`);

/** A whole page that says in plain words what is wrong. */
export const MessagePage: FC<{ code: ErrorCode; requestId: string; bare: boolean; showId: boolean }> = (props) => {
  const say = useSay();
  const name = isKnown(props.code) ? props.code : 'unknown';
  const title = say(`problems.${name}_title`);
  return (
    <Layout title={`${title} · Kinora`} noIndex bare={props.bare}>
      <section class="notice">
        <h1>{title}</h1>
        <p>{say(`problems.${name}_text`)}</p>
        {props.bare ? null : (
          <p>
            <a class="button" href="/">
              {say('common.go_home')}
            </a>
          </p>
        )}
        {props.showId ? <p class="quiet">{say('common.request', { id: props.requestId })}</p> : null}
      </section>
    </Layout>
  );
};
