import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { requireEngine } from './engines.ts';
import { type Service, startService } from './services.ts';

/** What the test signature finds: a file with these bytes counts as malware, and nothing else does. */
export const malwareBytes = new TextEncoder().encode('kinora-test-malware-c0ffee-not-harmful');
export const malwareSignature = 'Kinora.Test.Marker.UNOFFICIAL';

/**
 * ClamAV's daemon with one signature of our own and no network. `maxStreamBytes` is its StreamMaxLength, `maxFileBytes`
 * the size above which it does not look at a file.
 */
export function startClamd(limits: { maxStreamBytes?: number; maxFileBytes?: number } = {}): Promise<Service> {
  const { maxStreamBytes = 100 << 20, maxFileBytes = 100 << 20 } = limits;
  return startService('clamd', 'tcp', async (port, dir) => {
    const database = join(dir, 'database');
    await mkdir(database);
    const hex = Buffer.from(malwareBytes).toString('hex');
    await writeFile(join(database, 'test.ndb'), `Kinora.Test.Marker:0:*:${hex}\n`);
    const settings = {
      ...{ Foreground: 'yes', DatabaseDirectory: database, TemporaryDirectory: dir, SelfCheck: 0, MaxThreads: 2 },
      ...{ TCPAddr: '127.0.0.1', TCPSocket: port, AlertExceedsMax: 'yes' },
      ...{ StreamMaxLength: maxStreamBytes, MaxFileSize: maxFileBytes, MaxScanSize: maxFileBytes },
    };
    const path = join(dir, 'clamd.conf');
    await writeFile(
      path,
      Object.entries(settings)
        .map(([name, value]) => `${name} ${value}\n`)
        .join(''),
    );
    return {
      argv: [requireEngine('clamd'), '--config-file', path],
      isReady: async () => {
        const socket = await Bun.connect({ hostname: '127.0.0.1', port, socket: { data() {} } });
        socket.end();
        return true;
      },
    };
  });
}
