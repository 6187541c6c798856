import type { FC } from 'hono/jsx';
import { useSay } from '../../visit.ts';
import { Choice } from '../content-filters.tsx';
import type { OwnChannels } from './own-channel.ts';

/** Which channel a page is about, where somebody works on several. */
export const ChannelChoice: FC<{ path: string; channels: OwnChannels }> = ({ path, channels: { all, chosen } }) => {
  const say = useSay();
  return all.length < 2 ? null : (
    <form class="studio-fields" action={path}>
      <Choice
        name="channel"
        label={say('creator.which_channel')}
        chosen={chosen?.channel_id ?? null}
        options={all.map(({ channel_id, name }) => ({ value: channel_id, words: name }))}
      />
      <button type="submit" class="pill">
        {say('creator.show')}
      </button>
    </form>
  );
};
