/** A map of what comes and goes all the time. Who goes over its values sees those that were there at first. */
export interface FleetingMap<Key, Value> {
  readonly size: number;
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): void;
  delete(key: Key): void;
  clear(): void;
  values(): readonly Value[];
}

/** So often is deleted before the table is made anew. */
const LEAST_DELETED = 32;

/**
 * V8 makes a larger table when that of a `Map` (or `Set`) is used up, be it by what was deleted, and the old one refers to it. Once
 * an old one is old memory, all that any later one held is therefore kept until all of memory is looked through: of a relay of small
 * requests all exchanges, 11 KB each (measured). A copy is nobody's successor.
 */
export function createFleetingMap<Key, Value>(): FleetingMap<Key, Value> {
  let map = new Map<Key, Value>();
  let deleted = 0;

  return {
    get size() {
      return map.size;
    },
    get: (key) => map.get(key),
    set: (key, value) => void map.set(key, value),
    delete(key) {
      if (!map.delete(key)) return;
      deleted++;
      if (deleted < Math.max(LEAST_DELETED, map.size)) return;
      map = new Map(map);
      deleted = 0;
    },
    clear() {
      map = new Map();
      deleted = 0;
    },
    values: () => [...map.values()],
  };
}
