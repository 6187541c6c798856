/** 95 % confidence. */
const Z = 1.96;

/**
 * Rank of a comment in "top", from −1 to 1: the share of likes it can be trusted to have (lower bound of Wilson's score
 * interval), less the same of dislikes, so that what is only disliked comes after what nobody voted on.
 */
export function rankOf(likes: number, dislikes: number): number {
  return lowerBound(likes, likes + dislikes) - lowerBound(dislikes, likes + dislikes);
}

function lowerBound(positive: number, all: number): number {
  if (all === 0) return 0;
  const share = positive / all;
  const spread = Z * Math.sqrt((share * (1 - share) + (Z * Z) / (4 * all)) / all);
  return (share + (Z * Z) / (2 * all) - spread) / (1 + (Z * Z) / all);
}
