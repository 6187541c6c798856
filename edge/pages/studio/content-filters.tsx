import type { FC } from 'hono/jsx';
import { ownVideoSorts, videoStatuses, visibilities } from '../../../shared/contracts/video-words.ts';
import { useSay } from '../visit.ts';
import type { ContentView } from './content-view.ts';
import { CONTENT_PATH } from './paths.ts';

export type ChannelChoice = { channel_id: string; name: string };

/** A form whose answer is the table again: its fields are the address. */
export const ContentFilters: FC<{ view: ContentView; channels: readonly ChannelChoice[] }> = ({ view, channels }) => {
  const say = useSay();
  const all = { value: '', words: say('studio.all') };
  const named = (value: string, words: string) => ({ value, words });
  return (
    <form method="get" action={CONTENT_PATH} class="studio-fields" id="content-filters">
      <label>
        {say('studio.search')}
        <input type="search" name="q" value={view.q} maxlength={200} />
      </label>
      <Choice
        name="visibility"
        label={say('studio.visibility')}
        chosen={view.visibility}
        options={[all, ...visibilities.map((each) => named(each, say(`studio.${each}`)))]}
      />
      <Choice
        name="status"
        label={say('studio.state')}
        chosen={view.status}
        options={[all, ...videoStatuses.map((each) => named(each, say(`studio.status_${each}`)))]}
      />
      <Choice
        name="sort"
        label={say('studio.sort')}
        chosen={view.sort}
        options={ownVideoSorts.map((each) => named(each, say(`studio.sort_${each}`)))}
      />
      {channels.length < 2 ? null : (
        <Choice
          name="channel_id"
          label={say('studio.of_channel')}
          chosen={view.channelId}
          options={[
            named('', say('studio.own_videos')),
            ...channels.map(({ channel_id, name }) => named(channel_id, name)),
          ]}
        />
      )}
      <button type="submit" class="pill">
        {say('studio.apply')}
      </button>
    </form>
  );
};

export type ChoiceProps = {
  name: string;
  label: string;
  chosen?: string | null;
  options: readonly { value: string; words: string }[];
};

export const Choice: FC<ChoiceProps> = ({ name, label, chosen, options }) => (
  <label>
    {label}
    <select name={name}>
      {options.map(({ value, words }) => (
        <option value={value} selected={value === chosen}>
          {words}
        </option>
      ))}
    </select>
  </label>
);
