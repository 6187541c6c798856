import { startSearchBox } from '../search-box/start-search-box.ts';
import { followArrowKeys } from './arrow-keys.ts';
import { growList } from './grow-list.ts';
import { keepForReturn, showAgain } from './keep-for-return.ts';
import { previewCards } from './preview-cards.ts';
import { renewPage } from './renew-page.ts';
import { reportChoice } from './report-choice.ts';
import { reportShown } from './report-shown.ts';

/** On every page: what finding videos takes beyond links and forms. */
startSearchBox();
followArrowKeys();
previewCards();
const root = document.getElementById('browse');
if (root) void startLists(root);

async function startLists(root: HTMLElement): Promise<void> {
  if (root.dataset.renew !== undefined) await renewPage(root).catch(() => undefined); // it can be read as it is
  showAgain(root);
  growList(root);
  keepForReturn(root);
  reportShown(root);
  reportChoice(root);
}
