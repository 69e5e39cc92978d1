/** What keeps its keys in the order in which they came: a set or a map. */
interface Keys<K> {
  readonly size: number;
  keys(): Iterator<K>;
  delete(key: K): boolean;
}

/** Takes out what came first until no more than `limit` keys are left. */
export function forgetOldest<K>(keys: Keys<K>, limit: number): void {
  while (keys.size > limit) {
    const oldest = keys.keys().next();
    if (oldest.done) return;
    keys.delete(oldest.value);
  }
}
