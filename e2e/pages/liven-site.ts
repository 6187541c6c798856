import type { BrowserContext } from 'playwright-core';
import { uploadFile } from '../../cli/upload/upload-file.ts';
import { openDatabase } from '../../platform/database.ts';
import { createApiClient, signedUp } from '../../shared/client/api-client.ts';
import type { ListedVideo } from '../../shared/contracts/listed-video.ts';
import { settled } from '../creator.ts';
import type { RunningKinora } from '../running-kinora.ts';
import type { Clip } from './make-site.ts';
import { databaseTokenOf } from './many-videos.ts';
import type { Site } from './site-pages.ts';

const HOUR_MS = 3_600_000;
const ages = [3, 9, 26, 50, 75, 170, 400, 800].map((hours) => hours * HOUR_MS);
const views = [1_240, 18_300, 96, 2_410_000, 7_802, 412, 53_900, 3_118];

const people = [
  { username: 'sara', display_name: 'Sara Lindqvist' },
  { username: 'nour', display_name: 'نور الهدى' },
  { username: 'tomas', display_name: 'Tomás, workshop' },
];

type Person = { call: <T>(method: string, path: string, body?: object) => Promise<T>; client: Client };
type Client = ReturnType<typeof createApiClient>;

/**
 * What makes a small site look lived in, for pictures of it: other creators with `clips`, talk, votes, reports, comments that
 * wait, a history, notifications. Ages and numbers of views, for which nobody can wait, are written into the database.
 */
export async function livenSite(
  { kinora, databaseUrl }: { kinora: RunningKinora; databaseUrl: string },
  member: BrowserContext,
  { videoId, handle }: Site,
  clips: readonly Clip[],
): Promise<void> {
  const cookies = await member.cookies();
  const lena = personWith(kinora, cookies.find(({ name }) => name.endsWith('kinora_access'))?.value ?? '');
  await lena.call('PATCH', `/channels/${handle}`, {
    name: 'Lena Vogt',
    description: 'Small films of things that move by themselves. A new one every other Friday.',
    links: [{ title: 'Workshop notes', url: 'https://lena.example.org/notes' }],
  });
  await lena.call('PUT', `/channels/${handle}/comment-rules`, { hold_all: false, hold_links: true, blocked_words: [] });
  const others: Person[] = [];
  for (const { username, display_name } of people) {
    const asked = { username, display_name, email: `${username}@example.org`, password: 'correct horse battery' };
    const person = personWith(kinora, signedUp(await kinora.client().signUp(asked)).access_token);
    await lena.call('PUT', `/channels/${username}/subscription`, { notifications: 'all' });
    await person.call('PUT', `/channels/${handle}/subscription`, {});
    await person.call('PUT', `/videos/${videoId}/reaction`, { rating: 'like' });
    others.push(person);
  }
  const [sara, nour, tomas] = others;
  if (!sara || !nour || !tomas) throw new Error('three people are needed');
  for (const [index, { path, title, category }] of clips.entries()) {
    const { client } = others[index % others.length] ?? sara;
    const details = { title, visibility: 'public' as const, ...(category ? { category } : {}) };
    const { video_id } = await uploadFile(client, path, { details });
    await settled(client, video_id);
    if (index < 3) await lena.call('PUT', `/me/history/${video_id}`, { position_sec: 2 + index });
  }
  await talk(lena, { sara, nour, tomas }, videoId);
  await letTimePass({ kinora, databaseUrl }, lena);
}

/** From the oldest to the newest, as they are read from below. */
async function talk(lena: Person, others: { sara: Person; nour: Person; tomas: Person }, videoId: string) {
  const { sara, nour, tomas } = others;
  const write = ({ call }: Person, content: string, parent_id?: string) =>
    call<{ comment_id: string }>('POST', `/videos/${videoId}/comments`, { content, ...(parent_id && { parent_id }) });
  const dusk = await write(
    sara,
    'The dusk part (0:20) is what I put on when I cannot sleep. Thank you for leaving it silent.',
  );
  await write(lena, 'Then the next one gets a longer dusk.', dusk.comment_id);
  await lena.call('PUT', `/comments/${dusk.comment_id}/heart`);
  for (const each of [lena, nour, tomas])
    await each.call('POST', `/comments/${dusk.comment_id}/reaction`, { action: 'like' });
  await write(nour, 'ألوان رائعة! كم استغرق العمل على هذا المقطع؟');
  const rude = await write(tomas, 'Cheap watches, half price, only today, write to me.');
  await write(tomas, 'I wrote down how to build one of these: https://tomas.example.org/automata');
  await write(sara, 'Do you take requests? A night sky would be lovely.');
  await sara.call('POST', `/comments/${rude.comment_id}/report`, {
    reason: 'spam',
    note: 'The same below three other videos.',
  });
  await nour.call('POST', `/comments/${rude.comment_id}/report`, { reason: 'spam' });
  await nour.call('POST', `/videos/${videoId}/report`, {
    reason: 'misleading',
    note: 'The title promises an evening.',
  });
}

/** Gives every video an age and its views, the one of the watch page first. */
async function letTimePass({ kinora, databaseUrl }: { kinora: RunningKinora; databaseUrl: string }, { call }: Person) {
  const { videos } = await call<{ videos: ListedVideo[] }>('GET', '/videos?limit=50');
  const database = openDatabase({ url: databaseUrl, token: await databaseTokenOf(kinora) });
  try {
    await database.client.batch(
      videos.flatMap(({ video_id }, index) => [
        {
          sql: 'update videos set created_at = ?, view_count = ?, ranked_view_count = ? where id = ?',
          args: [Date.now() - (ages[index] ?? HOUR_MS), views[index] ?? 0, views[index] ?? 0, video_id],
        },
        { sql: "insert into changes (kind, subject, at) values ('video_changed', ?, ?)", args: [video_id, Date.now()] },
      ]),
      'write',
    );
  } finally {
    database.client.close();
  }
}

function personWith(kinora: RunningKinora, accessToken: string): Person {
  return {
    client: createApiClient({ baseUrl: kinora.url, accessToken }),
    async call<T>(method: string, path: string, body?: object): Promise<T> {
      const response = await fetch(`${kinora.url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
      return (text === '' ? null : JSON.parse(text)) as T; // our own API, of this release
    },
  };
}
