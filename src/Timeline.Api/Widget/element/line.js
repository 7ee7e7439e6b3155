const MOST = 20;
const MOST_ALONE = 2;
const RESTS = 60_000;
const ANSWERS = 1_500;
const EVENTS = ['entry-recorded', 'entry-changed', 'entry-removed', 'past-changed', 'story-changed', 'story-reset', 'unknown-story'];

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
  #kin = new Map();
  #at = {};
  #lineages = {};
  #state = { stories: [] };
  #isFrame = globalThis !== globalThis.parent;

  static of(service) {
    if (!Line.#lines.has(service))
      Line.#lines.set(service, new Line(service));
    return Line.#lines.get(service);
  }

  constructor(service) {
    this.service = service;
    this.name = `story-timeline ${service}`;
    for (const name of ['visibilitychange', 'online', 'pageshow', 'pagehide'])
      addEventListener(name, event => this.#turn(event));
    if (this.#isFrame)
      addEventListener('message', event => this.#meet(event));
  }

  /** Whether changes of a story come by themselves now. */
  isLive(story) {
    return this.#state.stories.includes(story);
  }

  join(feed) {
    const feeds = this.#feeds.get(feed.story) ?? new Set();
    this.#feeds.set(feed.story, feeds.add(feed));
    if (this.#feeds.size && !this.over)
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
    this.over = new AbortController();
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
    const ours = this.over;
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
        this.#announce();
        setTimeout(() => this.#open(), this.#isFrame ? 300 : 0);
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
      if (this.leads || this.alone) {
        this.#announce();
        this.#open();
      } else {
        this.#ask();
      }
    }, wait);
  }

  // Who leads answers; a tab that is frozen or hangs does not, and keeps the lock.
  #ask() {
    if (!this.over || this.leads || this.alone)
      return;
    this.#tell({ from: this.#id, seen: !document.hidden, wants: this.#wants });
    clearTimeout(this.silence);
    if (!document.hidden)
      this.silence = setTimeout(() => this.leads || this.alone || !this.over || this.#steal(), ANSWERS);
  }

  #steal() {
    this.over?.abort();
    this.#enter(true);
  }

  get #wants() {
    return Object.fromEntries([...this.#feeds].map(([story, feeds]) =>
      [story, { seen: Math.min(...[...feeds].map(feed => feed.seen)), lineage: [...feeds][0].lineage }]));
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

  #be(state) {
    this.#state = state;
    for (const [story, feeds] of this.#feeds) {
      for (const feed of feeds)
        feed.told(state.at?.[story]);
    }
  }

  #pass(type, data) {
    const change = JSON.parse(data);
    for (const feed of this.#feeds.get(change.storyId) ?? [])
      feed.hear(type, change);
  }

  // Opens the stream that is wanted by now; the one before it goes on until that is there.
  #open() {
    clearTimeout(this.later);
    if (!this.over || !(this.leads || this.alone))
      return;
    for (const [id, { at }] of this.#others) {
      if (Date.now() - at > 3 * RESTS)
        this.#others.delete(id);
    }
    this.later = setTimeout(() => {
      this.#tell({ roll: true });
      this.#announce();
      this.#open();
    }, RESTS * (1 + Math.random() / 4));
    const seen = !document.hidden && (this.leads || this.#isAmongFirst) || [...this.#others.values()].some(other => other.seen);
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
    const stories = Object.keys(wants).sort().slice(0, MOST);
    const query = new URLSearchParams(stories.map(story => ['story', story]));
    const pairs = value => stories.map(story => `${story}:${value(story)}`).join();
    const lineages = pairs(story => this.#lineages[story] ?? wants[story].lineage);
    const wanted = `${query} ${lineages}`;
    if (this.wanted === wanted && this.stream?.readyState < 2)
      return;
    query.append('after', pairs(story => this.#at[story] ?? wants[story].seen));
    query.append('lineage', lineages);
    const before = this.stream;
    const stream = this.stream = new EventSource(`${this.service}/live?${query}`);
    this.wanted = wanted;
    stream.onopen = () => {
      before?.close();
      this.#announceState(stories);
    };
    stream.onerror = () => {
      if (stream !== this.stream)
        return;
      before?.close();
      this.#announceState([]);
      // The browser comes again by itself unless it was refused.
      if (stream.readyState === 2) {
        clearTimeout(this.later);
        this.later = setTimeout(() => this.#open(), RESTS / 6 * (1 + Math.random()));
      }
    };
    for (const type of EVENTS)
      stream.addEventListener(type, ({ data }) => stream === this.stream && this.#take(type, data));
  }

  #take(type, data) {
    const { storyId, version, lineage } = JSON.parse(data);
    if (type === 'unknown-story')
      return this.#announceState(this.#state.stories.filter(story => story !== storyId));
    this.#at[storyId] = version;
    this.#state.at = this.#at;
    this.#tell({ event: [type, data] });
    this.#pass(type, data);
    // The address of the stream names the history that is over.
    if (type === 'story-reset') {
      this.#lineages[storyId] = lineage;
      this.#open();
    }
  }

  #announceState(stories) {
    const state = { stories, at: this.#at };
    this.#be(state);
    this.#tell({ state });
  }

  #close() {
    clearTimeout(this.rest);
    this.stream?.close();
    Object.assign(this, { stream: null, rest: null, wanted: null });
    this.#at = {};
    this.#lineages = {};
    this.#announceState([]);
  }

  // Frames of one page that share nothing else can still send each other messages.
  #announce(to) {
    if (!this.alone || !this.#isFrame)
      return;
    const message = { timeline: this.service, id: this.#id, seen: !document.hidden, answer: !to };
    const tell = frame => {
      for (let i = 0; i < frame.length; i++) {
        frame[i] !== globalThis.window && frame[i].postMessage(message, '*');
        tell(frame[i]);
      }
    };
    to ? to.postMessage(message, '*') : tell(globalThis.top);
  }

  #meet({ data, source }) {
    if (!this.alone || data?.timeline !== this.service || data.id === this.#id)
      return;
    const before = this.#isAmongFirst;
    this.#kin.set(data.id, { seen: data.seen, at: Date.now() });
    if (data.answer)
      this.#announce(source);
    if (before !== this.#isAmongFirst)
      this.#open();
  }

  get #isAmongFirst() {
    return [...this.#kin].filter(([id, { seen, at }]) => seen && id < this.#id && Date.now() - at < 3 * RESTS).length < MOST_ALONE;
  }
}
