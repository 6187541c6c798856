import { rebuildIndex } from '../../origin/search/pipeline/rebuild-index.ts';
import { DOCUMENT_FORMAT } from '../../origin/search/search-document.ts';
import { tempDir } from '../../testkit/services.ts';
import type { Preparation } from '../population/start-populated-database.ts';
import { cpuMicros } from '../process-account.ts';
import { createSearchStand } from './search-stand.ts';

/** All documents made anew, and what that took. Another run keeps the figures of the one that did it. */
export const indexed = (note: (line: string) => void): Preparation => ({
  name: `compacted-${DOCUMENT_FORMAT}`,
  async make(database) {
    await using objects = await tempDir();
    const stand = await createSearchStand(database, objects.path);
    const cpuSpent = () => Promise.all([cpuMicros(process.pid), cpuMicros(stand.databasePid)]);
    const bytesBefore = await stand.sizeBytes();
    const [ownBefore, databaseBefore] = await cpuSpent();
    const startedAt = performance.now();
    const documents = await rebuildIndex(stand.pipeline, (done) => {
      if (done % 100_000 === 0) note(`${done} documents in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
    });
    const sec = (performance.now() - startedAt) / 1_000;
    const [own, ofDatabase] = await cpuSpent();
    note(`${documents} documents indexed in ${sec.toFixed(1)} s`);
    return {
      index_documents: documents,
      index_sec: sec,
      index_cpu_sec: (own - ownBefore + ofDatabase - databaseBefore) / 1e6,
      index_database_cpu_sec: (ofDatabase - databaseBefore) / 1e6,
      index_mb: ((await stand.sizeBytes()) - bytesBefore) / 1e6,
    };
  },
});
