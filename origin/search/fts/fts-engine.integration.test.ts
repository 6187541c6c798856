import { migratedDatabase } from '../../../testkit/services.ts';
import { searchEngineContract } from '../testing/engine-contract.ts';
import { createFtsEngine } from './fts-engine.ts';
import { createFtsStore } from './store.ts';

searchEngineContract('libSQL full-text search', async () => {
  const database = await migratedDatabase();
  return { engine: createFtsEngine(createFtsStore(database.db)), stop: () => database.stop() };
});
