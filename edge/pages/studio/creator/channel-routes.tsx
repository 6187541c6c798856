import { type Context, Hono } from 'hono';
import type { ChannelMember, OwnChannel } from '../../../../shared/contracts/channels.ts';
import type { EdgeEnv } from '../../../http/request-facts.ts';
import { act } from '../../account/act.ts';
import { goTo, instead, signInFirst } from '../../account/deps.ts';
import { callOrigin, isSignedOut, type Refused } from '../../account/origin-call.ts';
import { problemOf } from '../../account/problems.ts';
import type { Form } from '../../account/read-form.ts';
import { sayFor } from '../../visit.ts';
import type { StudioPageDeps } from '../deps.ts';
import { noFile, readFileForm } from '../video/send-file.ts';
import { CHANNEL_PATH, StudioChannelPage } from './channel.tsx';
import { forChannel, ownChannels } from './own-channel.ts';

export function channelPages({ forward, page, publicUrl }: StudioPageDeps): Hono<EdgeEnv> {
  const publicOrigin = new URL(publicUrl).origin;

  async function channel(c: Context<EdgeEnv>, refused: Refused | null = null): Promise<Response> {
    const channels = await ownChannels(c, forward);
    if (!channels.ok) return instead(channels, CHANNEL_PATH);
    const { chosen } = channels.value;
    const members = chosen
      ? await callOrigin<{ members: ChannelMember[] }>(c, forward, 'GET', `/channels/${chosen.channel_id}/members`)
      : null;
    const props = {
      ...{ channels: channels.value, members: members?.ok ? members.value.members : null },
      problem: refused && (refused === noFile ? sayFor(c)('video.no_file') : problemOf(c, refused)),
      wrong: refused?.fields ?? [],
      saved: refused === null && c.req.query('done') !== undefined,
    };
    return page(c, () => <StudioChannelPage {...props} />, { status: refused?.status ?? 200, headers: {} });
  }

  const idOf = (c: Context<EdgeEnv>) => c.req.query('channel') ?? '';
  const pathOf = (c: Context<EdgeEnv>) => forChannel(CHANNEL_PATH, { channel_id: idOf(c) });
  const change = (c: Context<EdgeEnv>, method: 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object | Blob) =>
    callOrigin<OwnChannel>(c, forward, method, `/channels/${encodeURIComponent(idOf(c))}${path}`, body);
  const acting = (c: Context<EdgeEnv>, call: Parameters<typeof act>[2]) =>
    act(c, publicOrigin, call, `${pathOf(c)}&done`, { path: pathOf(c), again: channel });
  const name = (value: string | undefined) => encodeURIComponent(value ?? '');

  const app = new Hono<EdgeEnv>()
    .get(CHANNEL_PATH, (c) => channel(c))
    .post(CHANNEL_PATH, (c) => acting(c, (form) => change(c, 'PATCH', '', profileIn(form))))
    .post(`${CHANNEL_PATH}/make`, (c) =>
      act(
        c,
        publicOrigin,
        (form) => callOrigin(c, forward, 'POST', '/channels', profileIn(form)),
        `${CHANNEL_PATH}?done`,
        { path: CHANNEL_PATH, again: channel },
      ),
    )
    .post(`${CHANNEL_PATH}/members`, (c) =>
      acting(c, ({ username, role }) => change(c, 'PUT', `/members/${name(username)}`, { role })),
    )
    .post(`${CHANNEL_PATH}/members/remove`, (c) =>
      acting(c, ({ username }) => change(c, 'DELETE', `/members/${name(username)}`)),
    );
  for (const kind of ['avatar', 'banner'] as const)
    app
      .post(`${CHANNEL_PATH}/${kind}`, async (c) => {
        const { file } = await readFileForm(c, publicOrigin);
        const outcome = file === null ? noFile : await change(c, 'PUT', `/${kind}`, file);
        if (outcome.ok) return goTo(`${pathOf(c)}&done`);
        return isSignedOut(outcome) ? signInFirst(pathOf(c)) : channel(c, outcome);
      })
      .post(`${CHANNEL_PATH}/${kind}/remove`, (c) => acting(c, () => change(c, 'DELETE', `/${kind}`)));
  return app;
}

/** Links are lines of a title and an address, the address last. */
function profileIn({ name = '', handle = '', description = '', links = '' }: Form): object {
  const lines = links.split('\n').map((line) => line.trim());
  return {
    ...{ name, handle, description },
    links: lines
      .filter((line) => line !== '')
      .map((line) => {
        const at = line.lastIndexOf(' ');
        return { title: line.slice(0, Math.max(0, at)).trim() || line, url: line.slice(at + 1) };
      }),
  };
}
