import { expect, test } from 'bun:test';
import { type ChannelAction, mayInChannel } from './policy.ts';

const roles = ['owner', 'manager', 'editor', null] as const;

test.each<[ChannelAction, [boolean, boolean, boolean, boolean]]>([
  ['see_inside', [true, true, true, false]],
  ['upload', [true, true, true, false]],
  ['edit_videos', [true, true, true, false]],
  ['delete_videos', [true, true, false, false]],
  ['edit_profile', [true, true, false, false]],
  ['change_handle', [true, false, false, false]],
  ['manage_editors', [true, true, false, false]],
  ['manage_managers', [true, false, false, false]],
  ['transfer', [true, false, false, false]],
])('%s: owner, manager, editor, nobody', (action, expected) => {
  expect(roles.map((role) => mayInChannel(role, action))).toEqual(expected);
});
