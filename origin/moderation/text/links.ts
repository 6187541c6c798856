import { commentSegments } from '../../../shared/comments/comment-segments.ts';

// Something with a well-known ending, as people write addresses without `https://`. Nothing here can backtrack far.
const BARE =
  /(?<![\p{L}\p{N}@._/-])(?:[a-z0-9-]{1,63}\.){1,4}(?:com|net|org|info|biz|ru|cn|xyz|top|io|me|tv|shop|site|online|club|link|gg|ly|de|fr|es|it|uk|br|pl)(?![\p{L}\p{N}-])/giu;

/** The hosts that a text leads to, in the order they come, with repetitions. */
export function linkHosts(content: string): string[] {
  const hosts: string[] = [];
  for (const segment of commentSegments(content))
    if (segment.kind === 'link') hosts.push(new URL(segment.href).hostname);
    else if (segment.kind === 'text')
      for (const [bare] of segment.text.normalize('NFKC').matchAll(BARE)) hosts.push(bare.toLowerCase());
  return hosts.map((host) => host.replace(/^www\./, '').replace(/\.$/, ''));
}

/** Whether `host` is one of `domains` or below it. */
export function isBelow(host: string, domains: ReadonlySet<string>): boolean {
  for (let rest = host; ; ) {
    if (domains.has(rest)) return true;
    const dot = rest.indexOf('.');
    if (dot === -1) return false;
    rest = rest.slice(dot + 1);
  }
}
