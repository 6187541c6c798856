import type { ShareLinks, SharePlatform } from '../../shared/contracts/ratings.ts';
import { formatDuration } from '../../shared/format.ts';
import { callApi } from '../api.ts';
import { say } from '../messages.ts';
import type { ActionDeps } from './action-deps.ts';
import { sayInDialog } from './say-in-dialog.ts';

/** Names of companies are the same in all languages. */
const platformNames: Partial<Record<SharePlatform, string>> = {
  facebook: 'Facebook',
  x: 'X',
  whatsapp: 'WhatsApp',
  telegram: 'Telegram',
  reddit: 'Reddit',
};
const SESSION = 'kinora-share-session';

/** What opens the share dialog: its links come from origin, with the place the player is at if that is wished. */
export function startShare({ videoId }: Pick<ActionDeps, 'videoId'>): (dialog: HTMLDialogElement) => Promise<void> {
  let isFilled = false;

  /** Counted once for a visit; that it was not is nobody's trouble. */
  const count = (platform: SharePlatform) =>
    void callApi('POST', `/videos/${videoId}/share-links/${platform}`, { session_id: sessionId() }).catch(() => null);

  function fill(dialog: HTMLDialogElement, links: ShareLinks['links']): void {
    const list = dialog.querySelector('[data-platforms]');
    for (const { platform, url } of links) {
      const words = platform === 'email' ? say('watch.by_email') : platformNames[platform];
      if (words === undefined) continue;
      const link = Object.assign(document.createElement('a'), { href: url, target: '_blank', rel: 'noopener' });
      link.className = 'pill';
      link.textContent = words;
      link.addEventListener('click', () => count(platform));
      const item = document.createElement('li');
      item.append(link);
      list?.append(item);
    }
    const [watchUrl, embedUrl] = (['link', 'embed'] as const).map(
      (platform) => links.find((each) => each.platform === platform)?.url ?? location.href,
    );
    const [link, embed, start] = [
      dialog.querySelector<HTMLInputElement>('[data-link]'),
      dialog.querySelector<HTMLTextAreaElement>('[data-embed]'),
      dialog.querySelector<HTMLInputElement>('[data-with-start]'),
    ];
    if (!link || !embed || !start) return;
    const write = () => {
      const seconds = start.checked ? Math.floor(positionSec()) : 0;
      const query = seconds > 0 ? `?t=${seconds}` : '';
      link.value = `${watchUrl}${query}`;
      embed.value = embedCode(`${embedUrl}${query}`, embed.dataset.title ?? '');
    };
    start.addEventListener('change', write);
    write();
    for (const button of dialog.querySelectorAll<HTMLElement>('[data-copies]'))
      button.addEventListener('click', async () => {
        const platform = button.dataset.copies === 'link' ? 'link' : 'embed';
        const field = platform === 'link' ? link : embed;
        sayInDialog(dialog, say((await copy(field)) ? 'watch.copied' : 'watch.copy_by_hand'));
        count(platform);
      });
  }

  return async (dialog) => {
    const start = dialog.querySelector('[data-start]');
    if (start) start.textContent = formatDuration(Math.floor(positionSec()));
    dialog.querySelector('[data-with-start]')?.dispatchEvent(new Event('change'));
    if (isFilled) return;
    const { links } = await callApi<ShareLinks>('GET', `/videos/${videoId}/share-links`);
    isFilled = true;
    fill(dialog, links);
  };
}

const positionSec = () => document.querySelector('video')?.currentTime ?? 0;

/** An <iframe> as a page of somebody else takes it; the browser escapes what is in its attributes. */
function embedCode(src: string, title: string): string {
  const frame = document.createElement('iframe');
  const attributes = { src, title, width: '560', height: '315', allow: 'autoplay; fullscreen; picture-in-picture' };
  for (const [name, value] of Object.entries(attributes)) frame.setAttribute(name, value);
  frame.style.border = '0';
  return frame.outerHTML;
}

/** False where the browser gives no clipboard (without TLS): the text is marked instead. */
async function copy(field: HTMLInputElement | HTMLTextAreaElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.focus();
    field.select();
    return false;
  }
}

/** Names nobody, and is forgotten with the tab. */
function sessionId(): string {
  const known = sessionStorage.getItem(SESSION) ?? crypto.randomUUID();
  sessionStorage.setItem(SESSION, known);
  return known;
}
