import type { OwnVideoSort } from '../../../shared/contracts/studio.ts';
import { ownVideoSorts, videoStatuses, visibilities } from '../../../shared/contracts/video-words.ts';
import type { VideoStatus, Visibility } from '../../../shared/contracts/videos.ts';

/** What the table of content shows, as its address says it. */
export type ContentView = {
  q: string;
  visibility: Visibility | null;
  status: VideoStatus | null;
  sort: OwnVideoSort;
  channelId: string | null;
  cursor: string | null;
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What an address says that is none of the choices is left out: the page is shown without it. */
export function readContentView(query: URLSearchParams): ContentView {
  const oneOf = <Word extends string>(words: readonly Word[], name: string): Word | null =>
    words.find((word) => word === query.get(name)) ?? null;
  const channelId = query.get('channel_id');
  return {
    q: (query.get('q') ?? '').trim().slice(0, 200),
    visibility: oneOf(visibilities, 'visibility'),
    status: oneOf(videoStatuses, 'status'),
    sort: oneOf(ownVideoSorts, 'sort') ?? 'newest',
    channelId: channelId !== null && UUID.test(channelId) ? channelId : null,
    cursor: query.get('cursor') || null,
  };
}

/** The query of that view, `?` included; nothing for the first page without filters. */
export function queryOf(view: Partial<ContentView>): string {
  const query = new URLSearchParams();
  const { q, visibility, status, sort, channelId, cursor } = view;
  const said = { q, visibility, status, sort: sort === 'newest' ? null : sort, channel_id: channelId, cursor };
  for (const [name, value] of Object.entries(said)) if (value) query.set(name, value);
  return query.size === 0 ? '' : `?${query}`;
}

export const isFiltered = ({ q, visibility, status }: ContentView): boolean =>
  q !== '' || visibility !== null || status !== null;
