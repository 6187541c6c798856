import { common } from './common.ts';
import { encoding } from './encoding.ts';
import { home } from './home.ts';
import { player } from './player.ts';
import { problems } from './problems.ts';
import { studio } from './studio.ts';
import { upload } from './upload.ts';

/** The English texts, by area. Every other language has the same keys. */
export const en = { common, encoding, home, player, problems, studio, upload } as const;
