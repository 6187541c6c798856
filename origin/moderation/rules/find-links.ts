import type { Rule } from '../judge-comment.ts';
import { isBelow } from '../text/links.ts';
import { isNewAccount } from './find-new-account.ts';

/** Many links, links to where nobody should be led, and links by who has only just come. */
export const findLinks: Rule = (comment, rules) => {
  const { hosts } = comment;
  const { free, points_each, points_from_new_account, blocked_points } = rules.source.links;
  return [
    { reason: 'many_links', points: Math.max(0, hosts.length - free) * points_each },
    {
      reason: 'link_from_new_account',
      points: hosts.length > 0 && isNewAccount(comment, rules) ? points_from_new_account : 0,
    },
    { reason: 'blocked_link', points: hosts.some((host) => isBelow(host, rules.blockedDomains)) ? blocked_points : 0 },
  ];
};
