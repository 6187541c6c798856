import type { Catalogue } from '../catalogue.ts';
import { common } from './common.ts';
import { encoding } from './encoding.ts';
import { home } from './home.ts';
import { player } from './player.ts';
import { problems } from './problems.ts';
import { studio } from './studio.ts';
import { upload } from './upload.ts';

export const ar: Catalogue = { common, encoding, home, player, problems, studio, upload };
