import { Line } from './line.js';
import { read } from './service.js';

const SLOWLY = 60_000;

/** A story's changes for all its widgets on this page, each once, in order: as the line tells them, and by asking where it does not. */
export class Feed {
  static #feeds = new Map();
  readers = new Set();
  over = new AbortController();
  failures = 0;

  constructor({ service, story, base }, lang, { version, lineage }) {
    Object.assign(this, { story, base, lang, lineage, seen: version, line: Line.of(service) });
    for (const name of ['online', 'offline', 'visibilitychange'])
      addEventListener(name, () => this.#tick(), { signal: this.over.signal });
    this.line.join(this);
    this.#tell();
  }

  static join(place, lang, reader) {
    const name = `${place.base} ${lang}`;
    if ((Feed.#feeds.get(name)?.lineage ?? reader.lineage) !== reader.lineage)
      Feed.#feeds.get(name).#reset();
    const feed = Feed.#feeds.get(name) ?? new Feed(place, lang, reader);
    Feed.#feeds.set(name, feed);
    feed.readers.add(reader);
    reader.status(feed.#state);
    if (reader.version < feed.seen) {
      feed.goal = feed.seen;
      feed.seen = reader.version;
      feed.#tick();
    }
  }

  static leave(place, lang, reader) {
    const feed = Feed.#feeds.get(`${place?.base} ${lang}`);
    if (feed?.readers.delete(reader) && !feed.readers.size)
      feed.#end();
  }

  #end() {
    Feed.#feeds.delete(`${this.base} ${this.lang}`);
    this.over.abort();
    clearTimeout(this.timer);
    this.line.leave(this);
  }

  // What was read is no longer: an older backup was restored, or the story was taken down.
  #reset() {
    const readers = [...this.readers];
    this.readers.clear();
    this.#end();
    for (const reader of readers)
      reader.reset();
  }

  get #state() {
    return !navigator.onLine ? 'offline' : this.line.isLive(this.story) ? 'live' : this.failures ? 'offline' : 'polling';
  }

  #tell() {
    for (const reader of this.readers)
      reader.status(this.#state);
    clearTimeout(this.timer);
    const wait = this.goal > this.seen ? 1_000
      : document.hidden || this.#state === 'live' ? SLOWLY : Math.min(SLOWLY, 5_000 * 2 ** this.failures);
    this.timer = setTimeout(() => this.#tick(), wait * (1 + Math.random() / 4));
  }

  /** From the line: how it stands, and up to which version it has told. */
  told(version) {
    if (version > this.seen) {
      this.goal = version;
      this.#tick();
    }
    this.#tell();
  }

  /** From the line: an event. It tells dates in the story's language alone. */
  hear(type, change) {
    if (type === 'story-reset') {
      if (change.lineage !== this.lineage || change.version < this.seen)
        this.#reset();
    } else if (!change.version) {
      // There is no such story any more, it is said: whether that is so, its own address tells.
      this.#tick();
    } else if (change.version === this.seen + 1 && !this.lang) {
      this.#pass(change);
    } else {
      this.told(change.version);
    }
  }

  #pass(change) {
    this.seen = change.version;
    for (const reader of this.readers)
      reader.take(change);
  }

  async #tick() {
    this.again = this.reading;
    if (this.reading)
      return;
    this.reading = true;
    try {
      await this.#catchUp();
      this.failures = 0;
    } catch (fault) {
      // Of another history, or taken down, in silence too. Somebody between us who finds nothing is no reason to show nothing.
      if (/410|451|unknown-story/.test(fault.status + fault.code))
        this.#reset();
      this.failures++;
    }
    this.reading = false;
    if (this.readers.size)
      this.#tell();
  }

  async #catchUp() {
    const changes = () => `${this.base}/changes?after=${this.seen}&lineage=${this.lineage}${this.lang && `&lang=${this.lang}`}`;
    let url = changes();
    while (url) {
      const page = await read(url, 'no-cache');
      const complete = !(page.after > this.seen || this.again);
      for (const change of complete ? page.changes : []) {
        if (change.version > this.seen)
          this.#pass(change);
      }
      url = complete ? page.next && new URL(page.next, url) : changes();
      this.again = false;
    }
  }
}
