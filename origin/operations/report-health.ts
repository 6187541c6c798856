import type { HealthReport, ServiceHealth, ServiceName } from '../../shared/contracts/admin.ts';
import { withDeadline } from '../adapters/with-deadline.ts';
import { statusOf } from '../search/admin-routes.ts';
import type { OperationsDeps } from './deps.ts';

const checkTimeoutMs = 2_000;
/** An edge that serves asks every five seconds and stops trusting what it knows after thirty. */
const edgeQuietSec = 30;

type Findings = { state?: ServiceHealth['state']; figures?: Record<string, number> };
type Deps = Pick<OperationsDeps, 'checks' | 'pipelines' | 'jobQueues' | 'changeHead' | 'feedWatch'>;

/** Asks everything that origin stands on, side by side; what does not answer in time is failing, and `onFailure` hears why. */
export async function reportHealth(
  deps: Deps,
  onFailure: (service: ServiceName, error: unknown) => void,
): Promise<HealthReport> {
  const found = (check: () => Promise<unknown>) => async (): Promise<Findings> => {
    await check();
    return {};
  };
  const checks: Record<ServiceName, () => Promise<Findings>> = {
    database: found(deps.checks.database),
    redis: found(deps.checks.redis),
    storage: found(deps.checks.storage),
    search: async () => {
      const engines = await Promise.all(deps.pipelines.map(statusOf));
      const most = (of: (engine: (typeof engines)[number]) => number) => Math.max(0, ...engines.map(of));
      const figures = {
        documents: most((each) => each.documents),
        changes_behind: most((each) => each.changes_behind),
      };
      return { figures };
    },
    transcoders: async () => {
      const connected = await deps.jobQueues.countTranscoders();
      return { state: connected === 0 ? 'failing' : 'ok', figures: { connected } };
    },
    edge: async () => {
      const last = deps.feedWatch.last();
      if (last === null) return { state: 'idle' };
      const behind = Math.max(0, (await deps.changeHead()) - last.seq);
      const figures = { asked_sec_ago: Math.round(last.secAgo), changes_behind: behind };
      return { state: last.secAgo > edgeQuietSec ? 'idle' : 'ok', figures };
    },
  };
  const services = await Promise.all(
    Object.entries(checks).map(([service, check]) => ask(service as ServiceName, check, onFailure)), // the keys of `checks`
  );
  return { services };
}

async function ask(
  service: ServiceName,
  check: () => Promise<Findings>,
  onFailure: (service: ServiceName, error: unknown) => void,
): Promise<ServiceHealth> {
  const startedAt = performance.now();
  try {
    const { state = 'ok', figures = {} } = await withDeadline(check(), checkTimeoutMs, service);
    return { service, state, latency_ms: Math.round(performance.now() - startedAt), figures };
  } catch (error) {
    onFailure(service, error);
    return { service, state: 'failing', latency_ms: null, figures: {} };
  }
}
