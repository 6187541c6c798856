import type { ByteRange, ObjectStore } from '../../platform/object-store/object-store.ts';

/** `store` as if it were on another machine: objects come over a line that a test can hold up. */
export function remoteStore(store: ObjectStore) {
  const asked: { key: string; range: ByteRange }[] = [];
  const gate = { isOpen: (_range: ByteRange, _key: string): boolean => true };
  let waiting: { range: ByteRange; key: string; go: () => void }[] = [];
  const remote: ObjectStore = {
    ...store,
    localPath: () => null,
    async get(key, options = {}) {
      const { range } = options;
      if (range) {
        asked.push({ key, range });
        if (!gate.isOpen(range, key))
          await new Promise<void>((resolve) => {
            waiting.push({ range, key, go: resolve });
          });
      }
      return store.get(key, options);
    },
  };
  return {
    store: remote,
    /** What was asked for, in its order. */
    asked,
    /** From now on only ranges that pass get an answer; those held up before are looked at again. */
    admit(isOpen: typeof gate.isOpen) {
      gate.isOpen = isOpen;
      const held = waiting;
      waiting = held.filter(({ range, key }) => !isOpen(range, key));
      for (const each of held) if (!waiting.includes(each)) each.go();
    },
  };
}
