import type { Child, FC } from 'hono/jsx';
import { Layout, type LayoutProps } from '../layout.tsx';
import { PreloadedPoster } from '../poster-image.tsx';
import { type ListedVideo, VideoCard, type VideoCardProps } from '../video-card.tsx';
import { useSay, useVisit } from '../visit.ts';

export type BrowseFrameProps = Pick<LayoutProps, 'title' | 'description' | 'noIndex' | 'query'> & {
  /** `hash` of whom the page was made for; null for everybody. */
  reader: string | null;
  /** The picture that a reader sees first. */
  firstPoster?: string | undefined;
  head?: Child;
  children?: Child;
};

/**
 * A page of lists. Where the access cookie of somebody who is signed in has lapsed, a script renews it and puts what is then
 * for them in `#browse` (web/browse/renew-page.ts).
 */
export const BrowseFrame: FC<BrowseFrameProps> = ({ reader, firstPoster, head, children, ...layout }) => {
  const isLapsed = useVisit().signedIn && reader === null;
  return (
    <Layout
      {...layout}
      head={
        <>
          {firstPoster ? <PreloadedPoster poster={firstPoster} /> : null}
          {head}
        </>
      }
    >
      <div class="page" id="browse" data-reader={reader ?? ''} data-renew={isLapsed ? '' : undefined}>
        {children}
      </div>
    </Layout>
  );
};

/** About what a first screen shows. */
const EAGER_CARDS = 6;

export type CardsProps = {
  items: readonly ListedVideo[];
  nowMs: number;
  /** False for lists that begin below the first screen. */
  onFirstScreen: boolean;
  /** The page's first picture is the one that loads before all others. */
  leads?: boolean;
  /** Why a video is shown. */
  reasonOf?: (item: ListedVideo) => string | null;
} & Pick<VideoCardProps, 'hidesChannel'>;

export const Cards: FC<CardsProps> = ({ items, nowMs, onFirstScreen, leads, reasonOf, hidesChannel }) => (
  <>
    {items.map((item, index) => (
      <VideoCard
        item={item}
        nowMs={nowMs}
        eager={onFirstScreen && index < EAGER_CARDS}
        first={leads === true && index === 0}
        note={<Reason text={reasonOf?.(item) ?? null} />}
        hidesChannel={hidesChannel === true}
      />
    ))}
  </>
);

/** Why a video is shown. */
export const Reason: FC<{ text: string | null }> = ({ text }) =>
  text === null ? null : (
    <p class="card-reason">
      <bdi>{text}</bdi>
    </p>
  );

/**
 * A list that goes on: without a script by a link to its next page, with one in place (web/browse/grow-list.ts). One on a
 * page.
 */
export const GrowingList: FC<{ more: string | null; class: string; children?: Child }> = ({
  more,
  children,
  ...rest
}) => {
  const say = useSay();
  return (
    <div data-growing>
      <div class={rest.class} data-items>
        {children}
      </div>
      <p class="visually-hidden" role="status" data-said />
      {more === null ? null : (
        <p class="list-more">
          <a class="button button-quiet" href={more} rel="next nofollow" data-more>
            {say('browse.more')}
          </a>
        </p>
      )}
    </div>
  );
};

/** Cards beside each other, which scroll sideways. */
export const Rail: FC<{ title: string; all?: string; children?: Child }> = ({ title, all, children }) => {
  const say = useSay();
  return (
    <section class="shelf">
      <div class="shelf-head">
        <h2 class="section-title">{title}</h2>
        {all ? (
          <a class="in-text" href={all} aria-label={`${say('browse.see_all')}: ${title}`}>
            {say('browse.see_all')}
          </a>
        ) : null}
      </div>
      <div class="rail">{children}</div>
    </section>
  );
};

/** The way to another view of the same page; `current` is this one. */
export const Chips: FC<{ label: string; chips: readonly { href: string; name: string; current: boolean }[] }> = (
  props,
) => (
  <nav class="chips" aria-label={props.label}>
    {props.chips.map(({ href, name, current }) => (
      <a class="pill" href={href} aria-current={current ? 'page' : undefined} dir="auto">
        {name}
      </a>
    ))}
  </nav>
);

/** In place of a list that has nothing in it: why, and what to do. */
export const Nothing: FC<{ title: string; text: string; link?: { href: string; label: string }; children?: Child }> = ({
  title,
  text,
  link,
  children,
}) => (
  <section class="notice">
    <h2>{title}</h2>
    <p>{text}</p>
    {link ? (
      <p>
        <a class="button" href={link.href}>
          {link.label}
        </a>
      </p>
    ) : null}
    {children}
  </section>
);

/** This page's own address with other parameters; empty ones are left out. */
export function useHref(changes: Readonly<Record<string, string | null>>): string {
  return hrefWith(useVisit().address, changes);
}

export function hrefWith(address: string, changes: Readonly<Record<string, string | null>>): string {
  const [path = '/', search = ''] = address.split('?');
  const parameters = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes))
    if (value === null || value === '') parameters.delete(name);
    else parameters.set(name, value);
  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
}
