// Owns lists by key. Knows nothing of what they hold.

/** Appends to the list of `key`; the map is the caller's own. */
export function addTo<Key, Value>(listByKey: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = listByKey.get(key)
  if (list === undefined) listByKey.set(key, [value])
  else list.push(value)
}
