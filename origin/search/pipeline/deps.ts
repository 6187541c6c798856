import type { ObjectStore } from '../../../platform/object-store/object-store.ts';
import type { SearchEngine } from '../search-engine.ts';
import type { PipelineStore } from './store.ts';

export type PipelineDeps = {
  store: PipelineStore;
  objects: Pick<ObjectStore, 'get'>;
  engine: SearchEngine;
  clock: () => Date;
};
