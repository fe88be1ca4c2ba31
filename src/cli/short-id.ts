/** As much of an id as tells it from others in a list: of a UUID, the part that holds the time of a UUIDv7. `show` takes it. */
export function shortId(id: string): string {
  const [, words = "", uuid] = /^(.*?)([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22})$/i.exec(id) ?? [];
  return uuid === undefined ? id : words + uuid.slice(0, 13);
}
