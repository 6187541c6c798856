import type { Child, FC } from 'hono/jsx';
import { Field } from '../account/frame.tsx';
import { Icon, iconNames } from '../icons.tsx';
import { Layout } from '../layout.tsx';
import { Avatar } from '../video-card.tsx';
import { tokens } from './tokens.ts';

/** The parts that pages are put together from, in the colours of whoever looks. For people who build pages: English only. */
export const DesignPage: FC = () => (
  <Layout title="Design · Kinora" noIndex>
    <div class="page design">
      <h1 class="section-title">Design</h1>
      <p class="quiet">Tokens are in web/styles/tokens.css, parts in web/styles/components.css.</p>
      <Part name="Colours">
        {tokens.colours.map((name) => (
          <Sample name={name} style={`block-size:64px;border:1px solid var(--line);background:var(--${name})`} />
        ))}
      </Part>
      <Part name="Spaces">
        {tokens.spaces.map((name) => (
          <Sample name={name} style={`block-size:20px;inline-size:var(--${name});background:var(--accent)`} />
        ))}
      </Part>
      <Part name="Type">
        {tokens.sizes.map((name) => (
          <Sample name={name} style={`font-size:var(--${name})`}>
            Deep water · مياه عميقة
          </Sample>
        ))}
      </Part>
      <Part name="Shapes and measures">
        {tokens.shapes.map((name) => (
          <Sample name={name} style={`block-size:64px;background:var(--surface-strong);border-radius:var(--${name})`} />
        ))}
        {tokens.measures.map((name) => (
          <Sample name={name} style={`block-size:var(--${name});inline-size:20px;background:var(--focus)`} />
        ))}
      </Part>
      <Part name="Buttons">
        <button type="button" class="button">
          Button
        </button>
        <button type="button" class="button button-quiet">
          Quiet
        </button>
        <button type="button" class="button button-danger">
          Danger
        </button>
        <button type="button" class="button" disabled>
          Disabled
        </button>
        <button type="button" class="pill">
          <Icon name="share" />
          Pill
        </button>
        <button type="button" class="icon-button" aria-label="Close">
          <Icon name="close" />
        </button>
        <a class="in-text" href="#main">
          A link in a text
        </a>
      </Part>
      <Part name="Fields">
        <form>
          <Field name="title" label="Title" value="Tide pools" autocomplete="off" hint="What it is called in lists." />
          <Field name="handle" label="Handle" value="No spaces!" autocomplete="off" hint="Letters and digits." wrong />
          <label class="check">
            <input type="checkbox" checked /> A choice
          </label>
        </form>
      </Part>
      <Part name="What is said">
        <p class="problem">Something was refused, and what to do.</p>
        <p class="done">Something was done.</p>
        <p class="chip">A chip</p>
        <p class="chip live">3 watching</p>
      </Part>
      <Part name="Avatars">
        {['ada', 'bela', 'caro', 'dina', 'eli', 'fadi', 'gita', 'hana'].map((handle) => (
          <Avatar name={handle} handle={handle} large />
        ))}
      </Part>
      <Part name="Icons">
        {iconNames.map((name) => (
          <figure class="design-icon">
            <Icon name={name} />
            <figcaption>{name}</figcaption>
          </figure>
        ))}
      </Part>
    </div>
  </Layout>
);

const Part: FC<{ name: string; children?: Child }> = ({ name, children }) => (
  <section aria-label={name}>
    <h2>{name}</h2>
    <div class="design-row">{children}</div>
  </section>
);

const Sample: FC<{ name: string; style: string; children?: Child }> = ({ name, style, children }) => (
  <figure class="design-sample">
    <div style={style}>{children}</div>
    <figcaption>--{name}</figcaption>
  </figure>
);
