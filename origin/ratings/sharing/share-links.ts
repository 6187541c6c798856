import type { SharePlatform } from '../../../shared/contracts/ratings.ts';

type Shared = { videoId: string; title: string };

const builders: Readonly<Record<SharePlatform, (watchUrl: string, title: string, embedUrl: string) => string>> = {
  link: (watchUrl) => watchUrl,
  email: (url, title) => `mailto:?subject=${encodeURIComponent(title)}&body=${encodeURIComponent(url)}`,
  embed: (_watchUrl, _title, embedUrl) => embedUrl,
  facebook: (url) => `https://www.facebook.com/sharer/sharer.php?${query({ u: url })}`,
  x: (url, title) => `https://x.com/intent/post?${query({ url, text: title })}`,
  whatsapp: (url, title) => `https://wa.me/?${query({ text: `${title} ${url}` })}`,
  telegram: (url, title) => `https://t.me/share/url?${query({ url, text: title })}`,
  reddit: (url, title) => `https://www.reddit.com/submit?${query({ url, title })}`,
};

/** What to open, or copy, to share a video on a platform. */
export function shareLink(platform: SharePlatform, { videoId, title }: Shared, publicUrl: string): string {
  return builders[platform](`${publicUrl}/watch/${videoId}`, title, `${publicUrl}/embed/${videoId}`);
}

const query = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
