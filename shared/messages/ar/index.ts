import type { Catalogue } from '../catalogue.ts';
import { account } from './account.ts';
import { admin } from './admin.ts';
import { browse } from './browse.ts';
import { captions } from './captions.ts';
import { channel } from './channel.ts';
import { comments } from './comments.ts';
import { common } from './common.ts';
import { controls } from './controls.ts';
import { creator } from './creator.ts';
import { encoding } from './encoding.ts';
import { errors } from './errors.ts';
import { finder } from './finder.ts';
import { home } from './home.ts';
import { library } from './library.ts';
import { mails } from './mails.ts';
import { moderation } from './moderation.ts';
import { notifications } from './notifications.ts';
import { player } from './player.ts';
import { problems } from './problems.ts';
import { processing } from './processing.ts';
import { search } from './search.ts';
import { studio } from './studio.ts';
import { subscribe } from './subscribe.ts';
import { thumbnail } from './thumbnail.ts';
import { upload } from './upload.ts';
import { video } from './video.ts';
import { watch } from './watch.ts';
import { ways_in } from './ways-in.ts';

export const ar: Catalogue = {
  account,
  admin,
  browse,
  captions,
  channel,
  comments,
  common,
  controls,
  creator,
  encoding,
  errors,
  finder,
  home,
  library,
  mails,
  moderation,
  notifications,
  player,
  problems,
  processing,
  search,
  studio,
  subscribe,
  thumbnail,
  upload,
  video,
  watch,
  ways_in,
};
