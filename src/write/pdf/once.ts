// In: a key and how to make what it stands for. Out: the same thing each time. What was measured once is not measured again.

interface Memory<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): unknown;
}

/** What `memory` holds under `key`, made where it is missing. Undefined is no value. */
export function once<K, V>(memory: Memory<K, V>, key: K, make: () => V): V {
  const found = memory.get(key);
  if (found !== undefined) return found;
  const made = make();
  memory.set(key, made);
  return made;
}
