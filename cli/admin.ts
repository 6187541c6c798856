import { oneForEachVideo } from '../platform/job-queues.ts';
import { accessActions, changeAccess } from './admin/change-access.ts';
import { changeJobs } from './admin/change-jobs.ts';
import { openJobQueues } from './admin/job-queues.ts';
import { listJobs } from './admin/list-jobs.ts';
import { inviteAdmin, listUsers, resetSecondFactor, setRole } from './admin/manage-users.ts';
import { moderationRules } from './admin/moderation-rules.ts';
import { reachInstallation } from './admin/reach-installation.ts';
import { listAudit, verifyAudit } from './admin/read-audit.ts';
import { listMails, showMail } from './admin/read-mails.ts';
import { reconcileStorage } from './admin/reconcile-storage.ts';
import { recountAll } from './admin/recount.ts';
import { adminSearch } from './admin/search-index.ts';
import { searchRules } from './admin/search-rules.ts';
import { showJobs } from './admin/show-jobs.ts';
import { checkStorage } from './admin/storage/check-storage.ts';
import { openStorage } from './admin/storage/open-storage.ts';
import { setUpStorage } from './admin/storage/setup-storage.ts';
import { usageFailure } from './failure.ts';
import type { VerbInput } from './verb.ts';

/** `admin AREA ACTION …`: looks after the running installation. */
export async function admin(input: VerbInput): Promise<number> {
  const [area = '', ...rest] = input.positionals;
  if (area === 'jobs') return adminJobs({ ...input, positionals: rest });
  if (area === 'users' && rest[0] !== undefined && userActions.has(rest[0]))
    return adminUsers({ ...input, positionals: rest });
  if (area === 'audit') return adminAudit({ ...input, positionals: rest });
  if (area === 'mail') return adminMail({ ...input, positionals: rest });
  if (area === 'moderation' && rest[0] === 'rules')
    return moderationRules(rest.slice(1), () => reachInstallation(process.env).origin(), input.output);
  if (area === 'counts') return adminCounts({ ...input, positionals: rest });
  if (area === 'search' && rest[0] === 'rules')
    return searchRules(rest.slice(1), () => reachInstallation(process.env).origin(), input.output);
  if (area === 'search' && rest.length === 1)
    return adminSearch(rest[0], () => reachInstallation(process.env).origin(), input.output);
  if (area === 'storage') return adminStorage({ ...input, positionals: rest });
  const actions = accessActions[area];
  if (!actions) throw usageFailure('try ./kinora admin jobs list; see ./kinora admin --help');
  const [name = '', ...subjects] = rest;
  const action = actions[name];
  const reason = input.options.get('reason');
  const byLaw = input.flags.has('by-law');
  const isExplained = reason !== undefined || byLaw;
  if (!action || subjects.length === 0 || (isExplained && !action.takesReason) || input.flags.has('all'))
    throw usageFailure(
      `use admin ${area} ${Object.keys(actions).join('|')} and what it is about; see ./kinora admin --help`,
    );
  return changeAccess(action, subjects, { reason, byLaw }, reachInstallation(process.env).origin(), input.output);
}

/** `admin storage setup|check|reconcile`: the object store. */
async function adminStorage({ positionals, flags, options, output }: VerbInput): Promise<number> {
  const [action, ...more] = positionals;
  if (action === 'setup' && more.length === 0)
    return setUpStorage(await openStorage(process.env), options.get('origin')?.split(',') ?? [], output);
  if (action === 'check' && more.length === 0) return checkStorage(await openStorage(process.env), output);
  if (action === 'reconcile' && more.length === 0)
    return reconcileStorage({ remove: flags.has('delete') }, reachInstallation(process.env).origin(), output);
  throw usageFailure('use admin storage setup, check or reconcile [--delete]; see ./kinora admin --help');
}

const userActions = new Set(['list', 'role', 'invite-link', 'reset-second-factor']);

/** `admin users list|role|invite-link|reset-second-factor`: who there is, and what they are. */
async function adminUsers({ positionals, output }: VerbInput): Promise<number> {
  const [action, username, role, ...more] = positionals;
  const origin = () => reachInstallation(process.env).origin();
  if (action === 'list' && username === undefined) return listUsers(origin(), output);
  if (action === 'invite-link' && username === undefined) return inviteAdmin(origin(), output);
  if (action === 'role' && username !== undefined && role !== undefined && more.length === 0)
    return setRole(username, role, origin(), output);
  if (action === 'reset-second-factor' && username !== undefined && role === undefined)
    return resetSecondFactor(username, origin(), output);
  throw usageFailure(
    'use admin users list, role USERNAME ROLE, invite-link or reset-second-factor USERNAME; see ./kinora admin --help',
  );
}

/** `admin audit list|verify`: what was done with privileges. */
async function adminAudit({ positionals, options, output }: VerbInput): Promise<number> {
  const action = positionals.join(' ');
  const origin = () => reachInstallation(process.env).origin();
  if (action === 'list')
    return listAudit({ actor: options.get('actor'), object: options.get('object') }, origin(), output);
  if (action === 'verify') return verifyAudit(options.get('anchor'), origin(), output);
  throw usageFailure('use admin audit list or verify; see ./kinora admin --help');
}

/** `admin mail list|show`: what was written to people. */
async function adminMail({ positionals, output }: VerbInput): Promise<number> {
  const [action, mailId, ...more] = positionals;
  if (action === 'list' && mailId === undefined) return listMails(reachInstallation(process.env).origin(), output);
  if (action === 'show' && mailId !== undefined && more.length === 0)
    return showMail(mailId, reachInstallation(process.env).origin(), output);
  throw usageFailure('use admin mail list or show ID; see ./kinora admin --help');
}

/** `admin counts recount`: of comments, votes, subscribers and items. */
async function adminCounts({ positionals, output }: VerbInput): Promise<number> {
  if (positionals.join(' ') === 'recount') return recountAll(reachInstallation(process.env).origin(), output);
  throw usageFailure('use admin counts recount; see ./kinora admin --help');
}

/** `admin jobs list|show|retry|drop`: the queues. */
async function adminJobs({ positionals, flags, output }: VerbInput): Promise<number> {
  const [action, ...videoIds] = positionals;
  const isAll = flags.has('all');
  if (action === 'list' && videoIds.length === 0 && !isAll)
    return withQueues((queues) => listJobs(queues, output, new Date()));
  const [videoId, another] = videoIds;
  if (action === 'show' && videoId !== undefined && another === undefined && !isAll)
    return withQueues((queues) => showJobs(queues, videoId, output, new Date()));
  if ((action === 'retry' || action === 'drop') && isAll !== videoIds.length > 0) {
    const ids = isAll ? await withQueues(async (queues) => failedVideos(await queues.listFailed())) : videoIds;
    if (ids.length === 0) output.line('nothing has failed');
    return changeJobs(action, ids, reachInstallation(process.env).origin(), output);
  }
  throw usageFailure('use admin jobs list, show VIDEO, retry VIDEO… or drop VIDEO…; see ./kinora admin --help');
}

const failedVideos = (failed: Parameters<typeof oneForEachVideo>[0]) =>
  oneForEachVideo(failed).flatMap(({ videoId }) => videoId ?? []);

async function withQueues<T>(use: (queues: Awaited<ReturnType<typeof openJobQueues>>) => Promise<T>): Promise<T> {
  const queues = await openJobQueues(reachInstallation(process.env).redisUrl);
  try {
    return await use(queues);
  } finally {
    await queues.close();
  }
}
