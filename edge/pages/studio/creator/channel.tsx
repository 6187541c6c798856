import type { FC } from 'hono/jsx';
import type { ChannelMember, OwnChannel } from '../../../../shared/contracts/channels.ts';
import { Icon } from '../../icons.tsx';
import { useSay } from '../../visit.ts';
import { Choice } from '../content-filters.tsx';
import { StudioFrame } from '../frame.tsx';
import { Part, TextField } from '../video/part.tsx';
import { ChannelChoice } from './channel-choice.tsx';
import { forChannel, type OwnChannels } from './own-channel.ts';

export const CHANNEL_PATH = '/studio/channel';

export type ChannelPageProps = {
  channels: OwnChannels;
  /** Null for those who may not see them. */
  members: readonly ChannelMember[] | null;
  problem: string | null;
  wrong: readonly string[];
  saved: boolean;
};

/** What a channel looks like, and who works on it. */
export const StudioChannelPage: FC<ChannelPageProps> = ({ channels, members, problem, wrong, saved }) => {
  const say = useSay();
  const { chosen } = channels;
  return (
    <StudioFrame
      title={say('studio.channel')}
      place="channel"
      problem={problem}
      notice={saved ? say('creator.saved') : null}
    >
      <ChannelChoice path={CHANNEL_PATH} channels={channels} />
      {chosen === null ? (
        <ProfileForm channel={null} wrong={wrong} />
      ) : (
        <div class="video-page">
          <div class="video-page-main">
            <ProfileForm channel={chosen} wrong={wrong} />
            {members === null ? null : <Members channel={chosen} members={members} />}
          </div>
          <div class="video-page-side">
            <PictureForm channel={chosen} kind="avatar" />
            <PictureForm channel={chosen} kind="banner" />
          </div>
        </div>
      )}
    </StudioFrame>
  );
};

/** Without a channel: the form that makes one. */
const ProfileForm: FC<{ channel: OwnChannel | null; wrong: readonly string[] }> = ({ channel, wrong }) => {
  const say = useSay();
  const at = (name: string) => ({ name, wrong: wrong.some((each) => each.startsWith(name)) });
  const links = channel?.links.map(({ title, url }) => `${title} ${url}`).join('\n') ?? '';
  return (
    <Part
      title={say(channel === null ? 'creator.make_channel' : 'studio.channel')}
      action={channel === null ? `${CHANNEL_PATH}/make` : forChannel(CHANNEL_PATH, channel)}
    >
      <TextField {...at('name')} label={say('creator.name')} value={channel?.name ?? ''} maxlength={80} required />
      <TextField
        {...at('handle')}
        label={say('creator.handle')}
        hint={say('creator.handle_hint')}
        value={channel?.handle ?? ''}
        maxlength={30}
        required
        dir="ltr"
      />
      <TextField
        {...at('description')}
        label={say('creator.about')}
        value={channel?.description ?? ''}
        rows={6}
        maxlength={5000}
      />
      <TextField
        {...at('links')}
        label={say('creator.links')}
        hint={say('creator.links_hint')}
        value={links}
        rows={3}
      />
      <p class="studio-buttons">
        <button type="submit" class="button">
          {say(channel === null ? 'creator.make_channel' : 'common.save')}
        </button>
        {channel === null ? null : (
          <a class="pill" href={`/@${channel.handle}`}>
            {say('creator.visit')}
          </a>
        )}
      </p>
    </Part>
  );
};

const PictureForm: FC<{ channel: OwnChannel; kind: 'avatar' | 'banner' }> = ({ channel, kind }) => {
  const say = useSay();
  const largest = channel[kind]?.at(-1);
  return (
    <section class="studio-part" aria-labelledby={`${kind}-title`}>
      <h2 id={`${kind}-title`}>{say(`creator.${kind}`)}</h2>
      {largest === undefined ? null : (
        <img
          class={`studio-${kind}`}
          src={largest.webp_url}
          alt=""
          width={largest.width}
          height={largest.height}
          decoding="async"
        />
      )}
      <form method="post" action={forChannel(`${CHANNEL_PATH}/${kind}`, channel)} enctype="multipart/form-data">
        <label class="file-field">
          <span>{say('creator.picture_file')}</span>
          <input type="file" name="file" accept="image/jpeg,image/png,image/webp,image/avif" required />
        </label>
        <button type="submit" class="pill">
          {say('creator.picture_set')}
        </button>
      </form>
      {largest === undefined ? null : (
        <form method="post" action={forChannel(`${CHANNEL_PATH}/${kind}/remove`, channel)}>
          <button type="submit" class="pill">
            {say('creator.picture_remove')}
          </button>
        </form>
      )}
    </section>
  );
};

const roles = ['editor', 'manager'] as const;

const Members: FC<{ channel: OwnChannel; members: readonly ChannelMember[] }> = ({ channel, members }) => {
  const say = useSay();
  return (
    <section class="studio-part" aria-labelledby="members-title">
      <h2 id="members-title">{say('creator.members')}</h2>
      <ul class="studio-list">
        {members.map(({ username, role }) => (
          <li>
            <bdi>@{username}</bdi> <span class="chip">{say(`creator.role_${role}`)}</span>
            {role === 'owner' ? null : (
              <form method="post" action={forChannel(`${CHANNEL_PATH}/members/remove`, channel)}>
                <input type="hidden" name="username" value={username} />
                <button type="submit" class="icon-button" aria-label={say('creator.member_remove', { username })}>
                  <Icon name="close" />
                </button>
              </form>
            )}
          </li>
        ))}
      </ul>
      <form method="post" action={forChannel(`${CHANNEL_PATH}/members`, channel)}>
        <TextField name="username" label={say('creator.member_name')} value="" maxlength={30} required dir="ltr" />
        <div class="studio-fields">
          <Choice
            name="role"
            label={say('creator.member_role')}
            options={roles.map((role) => ({ value: role, words: say(`creator.role_${role}`) }))}
          />
          <button type="submit" class="pill">
            {say('creator.member_add')}
          </button>
        </div>
      </form>
    </section>
  );
};
