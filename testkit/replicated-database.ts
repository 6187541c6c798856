import { type OpenDatabase, openDatabase } from '../platform/database.ts';
import { freePort, migratedDatabase, type Service, startSqld } from './services.ts';
import { startTcpProxy } from './tcp-proxy.ts';
import { waitFor } from './wait-for.ts';

/** A migrated primary and a replica that follows it through a wire the test holds. */
export type ReplicatedDatabase = OpenDatabase &
  Service & {
    replica: Service;
    /** Resolves when the replica has all that the primary has. */
    caughtUp(): Promise<void>;
    /**
     * The replica has all that the primary has and hears nothing new until `resumeReplication`. Cut off in the middle of an
     * exchange instead, it would let reads hang.
     */
    pauseReplication(): Promise<void>;
    resumeReplication(): void;
  };

export async function replicatedDatabase(): Promise<ReplicatedDatabase> {
  await using cleanup = new AsyncDisposableStack();
  const replicationPort = await freePort();
  const sqld = await startSqld(['--grpc-listen-addr', `127.0.0.1:${replicationPort}`]);
  const primary = cleanup.adopt(await migratedDatabase(sqld), (it) => it.stop());
  const wire = cleanup.adopt(await startTcpProxy(replicationPort), (it) => it.stop());
  const replica = cleanup.adopt(await startSqld(['--primary-grpc-url', `http://127.0.0.1:${wire.port}`]), (it) =>
    it.stop(),
  );
  const copy = openDatabase({ url: replica.url });
  cleanup.defer(() => copy.close());
  async function caughtUp(): Promise<void> {
    const index = (await primary.replicationIndex()) ?? 0;
    await waitFor(async () => ((await copy.replicationIndex()) ?? 0) >= index, { what: 'the replica to catch up' });
  }
  const kept = cleanup.move();
  return {
    ...primary,
    replica,
    caughtUp,
    async pauseReplication() {
      await caughtUp();
      await wire.pause();
    },
    resumeReplication: wire.resume,
    stop: () => kept.disposeAsync(),
  };
}
