import type { Visibility } from '../../shared/contracts/videos.ts';

/** What of a video's row decides who may watch it. */
export type AccessRules = {
  visibility: Visibility;
  publishAt: Date | null;
  ageRestricted: boolean;
  geoAllow: readonly string[];
  geoDeny: readonly string[];
  embedDomains: readonly string[];
};

const reach: Record<Visibility, number> = { private: 0, unlisted: 1, public: 2 };

/** True when somebody who could watch under `before` may not under `after`, or no longer without a check. */
export function isTighter(before: AccessRules, after: AccessRules, now: Date): boolean {
  const opensAt = (rules: AccessRules) => Math.max(rules.publishAt?.getTime() ?? 0, now.getTime());
  return (
    reach[after.visibility] < reach[before.visibility] ||
    opensAt(after) > opensAt(before) ||
    (after.ageRestricted && !before.ageRestricted) ||
    isNarrower(before.geoAllow, after.geoAllow) ||
    after.geoDeny.some((country) => !before.geoDeny.includes(country)) ||
    isNarrower(before.embedDomains, after.embedDomains)
  );
}

/** Of lists in which "empty" means everybody. */
function isNarrower(before: readonly string[], after: readonly string[]): boolean {
  if (after.length === 0) return false;
  return before.length === 0 || before.some((each) => !after.includes(each));
}
