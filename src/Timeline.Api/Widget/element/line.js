import { Kin, RESTS } from './kin.js';
import { Stream } from './stream.js';

const ANSWERS = 1_500;

/**
 * What comes live from one service. Browsers allow few connections to a host: all tabs and widgets of an origin share one stream.
 * The tab that has the lock leads: it has the stream, of all stories that any of them wants, and passes on what comes. A lock
 * ends with its tab, and the next one leads. Where nothing can be shared (sandboxed frames, http), each page is alone: it
 * streams only while it is seen, and of the frames of one page only a few do.
 */
export class Line {
  static #lines = new Map();
  #id = Math.random().toString(36).slice(2);
  #feeds = new Map();
  #others = new Map();
  #live = [];

  static of(service) {
    if (!Line.#lines.has(service))
      Line.#lines.set(service, new Line(service));
    return Line.#lines.get(service);
  }

  constructor(service) {
    this.name = `story-timeline ${service}`;
    this.kin = new Kin(service, () => this.alone, () => this.#open());
    this.stream = new Stream(service, {
      changed: () => {
        this.#be(this.#state);
        this.#tell({ state: this.#state });
      },
      refused: (wait = RESTS / 6 * (1 + Math.random())) => {
        clearTimeout(this.later);
        this.later = setTimeout(() => this.#open(), wait);
      },
      told: (...event) => {
        this.#tell({ event });
        this.#pass(...event);
      },
    });
    for (const name of ['visibilitychange', 'online', 'pageshow', 'pagehide'])
      addEventListener(name, event => this.#turn(event));
  }

  /** Whether changes of a story come by themselves now. */
  isLive(story) {
    return this.#live.includes(story);
  }

  join(feed) {
    const feeds = this.#feeds.get(feed.story) ?? new Set();
    this.#feeds.set(feed.story, feeds.add(feed));
    if (!this.over)
      this.#enter();
    this.#want();
  }

  leave(feed) {
    const feeds = this.#feeds.get(feed.story);
    feeds?.delete(feed);
    if (!feeds?.size)
      this.#feeds.delete(feed.story);
    if (!this.#feeds.size)
      this.#exit();
    else
      this.#want();
  }

  #enter(steal) {
    const ours = this.over = new AbortController();
    if (!this.channel) {
      try {
        this.channel = new BroadcastChannel(this.name);
        this.channel.onmessage = ({ data }) => this.#hear(data);
      } catch {
        // An origin that nobody shares.
      }
    }
    const lead = () => new Promise(resign => {
      Object.assign(this, { leads: true, resign });
      this.#tell({ roll: true });
      this.#want(100);
    });
    const locks = this.channel && globalThis.navigator.locks;
    const asked = locks ? locks.request(this.name, steal ? { steal } : { signal: ours.signal }, lead) : Promise.reject();
    asked.catch(error => {
      if (ours.signal.aborted)
        return;
      this.leads = false;
      if (error?.name === 'AbortError') {
        // Another tab has taken the lead, since nothing was heard of us.
        this.#close();
        this.#enter();
      } else {
        this.alone = true;
        this.kin.announce();
        setTimeout(() => this.#open(), this.kin.isFrame ? 300 : 0);
      }
    });
    if (!steal)
      this.#ask();
  }

  #exit() {
    this.over?.abort();
    this.resign?.();
    this.channel?.close();
    this.channel = null;
    this.#close();
    for (const timer of [this.silence, this.soon, this.later])
      clearTimeout(timer);
    this.#others.clear();
    Object.assign(this, { over: null, leads: false, alone: false, resign: null });
  }

  #turn({ type, persisted }) {
    if (type === 'pagehide') {
      // So that the browser may keep the page as it is.
      if (this.over)
        this.#exit();
    } else if (type === 'pageshow') {
      if (persisted && this.#feeds.size && !this.over)
        this.#enter();
    } else if (this.over) {
      this.#want();
    }
  }

  // What is wanted mostly changes several times at once.
  #want(wait = 20) {
    clearTimeout(this.soon);
    this.soon = setTimeout(() => {
      if (this.#streams) {
        this.kin.announce();
        this.#open();
      } else {
        this.#ask();
      }
    }, wait);
  }

  get #streams() {
    return this.leads || this.alone;
  }

  // Who leads answers; a tab that is frozen or hangs does not, and keeps the lock.
  #ask() {
    if (!this.over || this.#streams)
      return;
    this.#tell({ from: this.#id, seen: !document.hidden, wants: this.#wants });
    clearTimeout(this.silence);
    if (!document.hidden)
      this.silence = setTimeout(() => this.#streams || !this.over || this.#steal(), ANSWERS);
  }

  #steal() {
    this.over?.abort();
    this.#enter(true);
  }

  get #wants() {
    return Object.fromEntries([...this.#feeds].map(([story, feeds]) =>
      [story, { seen: Math.min(...[...feeds].map(feed => feed.seen)), lineage: [...feeds][0].lineage }]));
  }

  get #state() {
    const { stories, at } = this.stream;
    return { stories, at };
  }

  #tell(message) {
    this.channel?.postMessage(message);
  }

  #hear({ from, wants, seen, roll, state, event }) {
    if (roll)
      this.#ask();
    if (state) {
      clearTimeout(this.silence);
      this.#be(state);
    }
    if (event)
      this.#pass(...event);
    if (this.leads && from) {
      this.#others.set(from, { wants, seen, at: Date.now() });
      this.#want();
      this.#tell({ state: this.#state });
    }
  }

  #be({ stories, at }) {
    this.#live = stories;
    for (const [story, feeds] of this.#feeds) {
      for (const feed of feeds)
        feed.told(at[story]);
    }
  }

  #pass(type, data) {
    const change = JSON.parse(data);
    for (const feed of this.#feeds.get(change.storyId) ?? [])
      feed.hear(type, change);
  }

  // Opens the stream that is wanted by now.
  #open() {
    clearTimeout(this.later);
    if (!this.over || !this.#streams)
      return;
    for (const [id, { at }] of this.#others) {
      if (Date.now() - at > 3 * RESTS)
        this.#others.delete(id);
    }
    this.later = setTimeout(() => {
      this.#tell({ roll: true });
      this.kin.announce();
      this.#open();
    }, RESTS * (1 + Math.random() / 4));
    const seen = !document.hidden && (this.leads || this.kin.isAmongFirst) || [...this.#others.values()].some(other => other.seen);
    if (!seen || !globalThis.EventSource) {
      // Who looks away for a moment need not wait when back; frames that are alone are in each other's way.
      this.rest ??= setTimeout(() => this.#close(), this.leads ? RESTS : 0);
      return;
    }
    clearTimeout(this.rest);
    this.rest = null;
    const wants = {};
    for (const all of [this.#wants, ...[...this.#others.values()].map(other => other.wants)]) {
      for (const [story, { seen, lineage }] of Object.entries(all))
        wants[story] = { seen: Math.min(seen, wants[story]?.seen ?? seen), lineage };
    }
    this.stream.open(wants);
  }

  #close() {
    clearTimeout(this.rest);
    this.rest = null;
    this.stream.close();
  }
}
