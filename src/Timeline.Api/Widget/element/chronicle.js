// Instants as texts of one length, so that they compare.
const moment = text => text.replace(/(\.\d+)?(Z|[+-]\d\d:\d\d)$/, (_, fraction) => (fraction ?? '.').padEnd(8, '0'));

/** What is known of a story's entries at one moment: pages as they were read, and the changes since. */
export class Chronicle {
  #facts = new Map();

  constructor(by) {
    this.by = by;
  }

  load(page, url) {
    const { version, lineage, story, asOf, next, entries } = page;
    this.version = Math.min(version, this.version ?? version);
    Object.assign(this, { lineage, story, asOf, next: next && new URL(next, url) });
    for (const entry of entries)
      this.#put(entry.id, version, entry);
    this.last = next && this.#facts.get(entries.at(-1).id).key;
  }

  apply({ version, story, id, entry, linking = [] }) {
    Object.assign(this, { version, story: story ?? this.story });
    if (id)
      this.#put(id, version, entry);
    for (const other of linking) {
      if (this.get(other.id))
        this.#put(other.id, version, other);
    }
  }

  get(id) {
    return this.#facts.get(id)?.entry;
  }

  /** What is to be shown, in order; what belongs to pages not yet read waits for them, and what came after the story's window stands last. */
  list(descending, wanted) {
    const compare = (a, b) => {
      const i = a.findIndex((part, n) => part !== b[n]);
      return i < 0 ? 0 : a[i] < b[i] === (descending && i > 0) ? 1 : -1;
    };
    return [...this.#facts.values()]
      .filter(({ entry, key }) => entry && wanted(entry) && !(this.last && compare(key, this.last) > 0))
      .sort((a, b) => compare(a.key, b.key)).map(fact => fact.entry);
  }

  #put(id, version, entry) {
    if (this.#facts.get(id)?.version > version)
      return;
    const key = entry && [entry.aftermath, ...this.by === 'reported' ? [moment(entry.recordedAt), id] : [entry.when.sort]];
    this.#facts.set(id, { version, entry, key });
  }
}
