/** `CUBOT` makes telephones. */
const BOT =
  /(?<!cu)bot\b|(?<!cu)bot[/_-]|crawl|spider|slurp|facebookexternalhit|link ?preview|lighthouse|pingdom|uptime/i;

/**
 * Programs that say they are no viewer: crawlers, previews of links, monitors. Names of HTTP libraries say nothing, since
 * players of apps are made with them; whatever hides must still be issued its sessions, and make them last.
 */
export function isBot(userAgent: string | null): boolean {
  return userAgent !== null && BOT.test(userAgent);
}
