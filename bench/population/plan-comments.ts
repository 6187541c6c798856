import type { Random } from '../../testkit/seeded-random.ts';
import { HOT_VIDEO } from './names.ts';
import type { PopulationSize } from './size.ts';

const TOP_LEVEL = -1;
const MAX_DEPTH = 40;

/** Who answers whom, settled before a row is written, so that every row begins with its final counts. By comment number. */
export type CommentPlan = {
  videoOf: Int32Array;
  /** `-1` for the first of a thread. */
  parentOf: Int32Array;
  rootOf: Int32Array;
  depthOf: Uint8Array;
  replyCountOf: Int32Array;
  countOfVideo: Int32Array;
};

export function planComments({ comments, videos }: PopulationSize, random: Random): CommentPlan {
  const plan: CommentPlan = {
    videoOf: new Int32Array(comments),
    parentOf: new Int32Array(comments).fill(TOP_LEVEL),
    rootOf: new Int32Array(comments),
    depthOf: new Uint8Array(comments),
    replyCountOf: new Int32Array(comments),
    countOfVideo: new Int32Array(videos),
  };
  const latestOf = new Int32Array(videos).fill(TOP_LEVEL);
  for (let at = 0; at < comments; at++) {
    const video = random.chance(0.1) ? HOT_VIDEO : random.skewed(videos);
    const latest = latestOf[video] ?? TOP_LEVEL;
    plan.videoOf[at] = video;
    plan.rootOf[at] = at;
    const depth = (plan.depthOf[latest] ?? 0) + 1;
    if (latest !== TOP_LEVEL && depth <= MAX_DEPTH && random.chance(0.35)) {
      plan.parentOf[at] = latest;
      plan.rootOf[at] = plan.rootOf[latest] ?? at;
      plan.depthOf[at] = depth;
      plan.replyCountOf[latest] = (plan.replyCountOf[latest] ?? 0) + 1;
    }
    // Some answer the same comment as the one before them: threads are broad as well as deep.
    if (plan.parentOf[at] === TOP_LEVEL || random.chance(0.4)) latestOf[video] = at;
    plan.countOfVideo[video] = (plan.countOfVideo[video] ?? 0) + 1;
  }
  return plan;
}
