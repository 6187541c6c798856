import type { Interactions } from '../model/interactions.ts';
import { trainModel } from '../model/train-model.ts';
import { buffersOf } from './buffers-of.ts';

declare const self: Worker;

// A thread of its own: training computes for seconds to minutes, and requests go on meanwhile.
self.onmessage = ({ data }: MessageEvent<Interactions>) => {
  const model = trainModel(data);
  const { items, scores } = model.neighbours;
  self.postMessage(model, buffersOf(items, scores));
};
