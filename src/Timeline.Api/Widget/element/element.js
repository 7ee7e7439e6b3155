import { Chronicle } from './chronicle.js';
import { Controls } from './controls.js';
import { EntryView } from './entry.js';
import { Feed } from './feed.js';
import { tellFrame } from './frame.js';
import { drawHead, sharedBy } from './head.js';
import { List } from './list.js';
import { titleOf } from './make.js';
import { Overview } from './overview.js';
import { partsOf } from './parts.js';
import { Past } from './past.js';
import { Query } from './query.js';
import { catalogueOf, Fault, read, storyAt } from './service.js';
import { STYLE } from './style.js';
import { Words } from './words.js';

const ANEW = ['src', 'lang', 'live', 'past', 'controls', 'heading-level', 'overview'];
const ASKED = ['limit', 'order', 'by', 'from', 'to', 'q', 'kinds', 'person', 'key-only', 'background', 'as-of'];

/**
 * One news story as a live timeline. The tags below are the manual of /widget/demo and of the README.
 * @attr src | address | of the story: https://host/stories/navalny-2021
 * @attr lang | BCP 47 | language of labels and dates; the story's where it is left out
 * @attr dir | ltr, rtl | direction; that of the language where it is left out
 * @attr theme | auto, light, dark | colours
 * @attr heading-level | 1 to 4 (2) | level of the title's heading; those of days are one deeper, those of entries two
 * @attr by | reported, happened | as it was published, or as it happened; left out, as published while the story runs, as it happened once it is closed
 * @attr order | desc, asc | the latest first, or the earliest; left out, the latest first of what is in the order of its publication
 * @attr from | EDTF | only what may have happened from then on
 * @attr to | EDTF | only what may have happened until then
 * @attr q | words | only entries with these words
 * @attr kinds | names, with commas | only these kinds: arrest,rally
 * @attr person | id | only entries with this person or body: alexei-navalny
 * @attr key-only | present or not | only what a reader in a hurry must see
 * @attr background | present or not | also what lies before the story's window
 * @attr limit | 1 to 500 (100) | so many entries at once
 * @attr overview | on, off | the whole story on a time axis
 * @attr controls | on, off | what readers choose with
 * @attr past | present or not | a slider through the past
 * @attr as-of | version or instant | as the story stood then
 * @attr live | on, off | changes as they come
 * @prop story | object, read-only | the story as the service answers it; null before it is shown
 * @prop version | number, read-only | its public version
 * @prop entries | array, read-only | the entries that are shown, in order
 * @fires load | story, version | entries are shown
 * @fires update | the change | a change was told and is applied
 * @fires status | state: live, polling, offline | whether changes come by themselves
 * @fires error | code, sentence, status, problem | nothing can be shown: wrong-address, unreachable, unknown-story, unknown-kind, not-yet, request, service, no-entries
 * @csp script-src | the service | or the digest of the tag's integrity
 * @csp connect-src | the service | answers and the stream
 * @csp img-src | https: | pictures of entries, from where their publishers have them
 * @csp media-src | https: | recordings
 */
class StoryTimeline extends HTMLElement {
  static observedAttributes = [...ANEW, ...ASKED];
  #shadow = this.attachShadow({ mode: 'open' });
  #reader = { take: change => this.#take(change), status: word => this.#tell(word), reset: () => this.#reset() };
  #fresh = new Set();
  #stale = new Set();
  #turn = 0;
  #controls; #overview; #past; #present; #standing; #retry; #soon; #shared; #told; #state; #list;
  #follow = () => this.#go(location.hash.slice(1));
  query = new Query(this);

  connectedCallback() {
    this.#shadow.adoptedStyleSheets = [STYLE];
    addEventListener('hashchange', this.#follow);
    this.#start();
  }

  disconnectedCallback() {
    removeEventListener('hashchange', this.#follow);
    this.#stop();
  }

  attributeChangedCallback(name) {
    if (this.#stale.add(name).size === 1)
      queueMicrotask(() => this.#update());
  }

  /** The level of the title. */
  get level() {
    return Math.min(4, parseInt(this.getAttribute('heading-level')) || 2);
  }

  /** The story, its public version and its entries as they are shown; null before anything is. */
  get story() {
    return this.shown?.story ?? null;
  }

  get version() {
    return this.shown?.version ?? null;
  }

  get entries() {
    return [...this.ui?.feed.children ?? []].map(({ entry }) => entry);
  }

  get shown() {
    return this.#past ?? this.#present;
  }

  #start() {
    this.#stale.clear();
    const src = this.getAttribute('src');
    this.place = src === null ? null : storyAt(new URL(src, document.baseURI).href.split(/[?#]/)[0]);
    this.words = new Words(this);
    this.#controls = new Controls(this);
    this.#overview = new Overview(this);
    const ui = this.ui = partsOf(this, {
      overview: this.#overview.node,
      list: () => this.#list,
      advance: () => this.#advance(() => this.#fresh.clear()),
      more: () => this.#advance(() => this.#load(this.shown.next)),
    });
    this.#shadow.replaceChildren(ui.root);
    // The reader's own size, whatever the page's is.
    ui.root.style.setProperty('--medium', getComputedStyle(ui.aloud).fontSize);
    this.#list = new List(this, ui.feed);
    if (this.place)
      this.#load();
    else
      this.#fail(new Fault('widget.wrong-address'));
  }

  #reset() {
    this.#stop();
    this.#start();
  }

  #stop() {
    Feed.leave(this.place, this.tongue, this.#reader);
    clearTimeout(this.#retry);
    this.#turn++;
    this.#fresh.clear();
    this.#present = this.#past = this.#standing = this.#state = this.#told = null;
  }

  #update() {
    const names = [...this.#stale];
    this.#stale.clear();
    if (!names.length || !this.isConnected)
      return;
    if (names.some(name => ANEW.includes(name)))
      return this.#reset();
    if (!this.hasAttribute('as-of'))
      this.#past = null;
    // What is known already can be shown at once, unless only the service can tell what is asked for.
    if (this.#present?.by === this.query.by && !names.some(name => ['from', 'to', 'q'].includes(name)))
      this.#render();
    this.#load();
  }

  // The words first: they are those of the story's language, unless another one is asked for.
  async #speak(asOf) {
    const standing = read(`${this.place.base}/standing${asOf ? `?asOf=${asOf}` : ''}`);
    const { words } = this;
    // Of a story that there is not the words must tell, too.
    const own = await standing.then(({ story }) => story.language, fault => fault.passes ? Promise.reject(fault) : navigator.language);
    const language = this.lang || own;
    this.tongue = language === own ? '' : language;
    if (words.asked !== language) {
      words.take(await catalogueOf(this.place.service, language));
      words.asked = language;
      this.#settle();
    }
    this.#standing = await standing;
    this.query.closed = this.#standing.story.status === 'closed';
  }

  // What is said around the entries, once there are words for it.
  #settle() {
    const { words, ui } = this;
    ui.root.lang = words.language;
    ui.root.dir = this.dir || words.direction;
    ui.more.textContent = words.say('widget.more');
    ui.present.textContent = words.say('widget.present');
    const { service, story } = this.place;
    const controls = this.getAttribute('controls') !== 'off';
    if (controls)
      this.#meet(`${service}/people?story=${story}&limit=500&lang=${words.asked}`).catch(() => {});
    ui.bar.append(...[controls && this.#controls.node, this.hasAttribute('past') && new Past(this).node].filter(Boolean));
  }

  // All who may be listed, whether they are on this page or not.
  async #meet(url) {
    const page = await read(url);
    this.#controls.update([page]);
    if (page.next)
      await this.#meet(new URL(page.next, url));
  }

  async #load(next) {
    if (!this.place)
      return;
    const turn = ++this.#turn;
    clearTimeout(this.#retry);
    const { base } = this.place;
    const asOf = this.getAttribute('as-of');
    try {
      if (!next)
        await this.#speak(asOf);
      if (turn !== this.#turn)
        return;
      const url = next ?? this.query.address(base, this.tongue);
      const page = await read(url);
      if (turn !== this.#turn)
        return;
      const chronicle = next ? this.shown : new Chronicle(this.query.by);
      chronicle.load(page, url);
      const first = !this.shown;
      if (asOf)
        this.#past = chronicle;
      else
        this.#present = chronicle;
      this.#render();
      this.#overview.load(asOf);
      this.#dispatch('load', { story: this.story, version: this.version });
      if (!asOf && this.getAttribute('live') !== 'off')
        Feed.join(this.place, this.tongue, Object.assign(this.#reader, { version: chronicle.version, lineage: chronicle.lineage }));
      if (first)
        this.#follow();
    } catch (error) {
      if (turn === this.#turn)
        this.#fail(error, next);
    }
  }

  #fail(error, next) {
    const fault = error instanceof Fault ? error : new Fault('error.service');
    const { words, ui } = this;
    this.#say(fault, words.say(fault.code, this.query.kinds.find(kind => !words.kinds[kind])));
    ui.root.lang = words.language;
    if (fault.code === 'widget.unreachable')
      this.#tell('offline');
    if (fault.passes)
      this.#retry = setTimeout(() => this.#load(next), 5_000 * (1 + Math.random()));
  }

  #say(fault, sentence) {
    const { ui } = this;
    ui.fault.textContent = sentence;
    ui.fault.hidden = !sentence;
    ui.fault.dataset.code = fault.code;
    if (this.#told !== fault.code)
      this.#dispatch('error', { ...fault, sentence, code: fault.code.replace(/^.*\./, '') });
    this.#told = fault.code;
  }

  #dispatch(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #tell(word) {
    const { words, ui } = this;
    const live = word === 'live' && this.shown?.story.status === 'open';
    ui.status.className = `status ${word}`;
    ui.status.textContent = live ? words.say('widget.live') : word === 'offline' && words.asked ? words.say('widget.offline') : '';
    if (this.#state !== word)
      this.#dispatch('status', { state: this.#state = word });
  }

  #take(change) {
    const { id, entry, version, story } = change;
    const present = this.#present;
    const { words, ui } = this;
    if (!(version > present?.version))
      return;
    const before = present.get(id);
    present.apply(change);
    this.#reader.version = version;
    this.#dispatch('update', change);
    this.#overview.tell(change);
    if (change.anew || this.query.searches)
      return void this.#load();
    if (story)
      Object.assign(this.#standing, story.standing ?? { known: [], unknown: [], at: null });
    if (entry?.planned || before?.planned)
      read(`${this.place.base}/standing`, 'no-cache').then(standing => {
        this.#standing = standing;
        this.#render(true);
      }, () => {});
    if (entry && !(before && this.query.wants(before)))
      this.#fresh.add(id);
    else if (entry && !this.#fresh.has(id))
      ui.aloud.textContent = words.say('widget.updated', titleOf(entry) ?? words.say(entry.status));
    for (const article of ui.feed.children) {
      if (story || article.entry?.links.some(({ entry }) => entry === id))
        article.entry = null;
    }
    this.#soon ??= Promise.resolve().then(() => {
      this.#soon = null;
      this.#render(true);
    });
  }

  #render(live) {
    const { ui, words, shown } = this;
    const past = this.#past;
    if (!shown)
      return;
    const { story, next } = shown;
    const { query } = this;
    const all = shown.list(query.descending, entry => query.wants(entry));
    const fresh = all.filter(({ id }) => !past && this.#fresh.has(id));
    const start = this.#list.at(true);
    const wait = fresh.length > 0 && !start && (query.descending || !this.#list.at(false));
    const list = all.filter(entry => !wait || !fresh.includes(entry));
    const shared = sharedBy(list);
    const view = new EntryView(words, shown, this.level + 1, shared, this.place.base);
    if (`${this.#shared}` !== `${shared}`) {
      for (const article of ui.feed.children)
        article.entry = null;
    }
    this.#shared = shared;
    const place = () => {
      ui.title.textContent = ui.feed.ariaLabel = story.title;
      ui.title.lang = ui.feed.lang = story.language;
      drawHead(this, story, this.#standing, shared, view, Object.assign({}, ...list.map(entry => entry.dates)));
      this.#list.place(list, view);
    };
    if (live && !(start && fresh.length))
      this.#list.keep(place);
    else
      place();
    if (!wait && !past)
      this.#fresh.clear();
    if (fresh.length)
      ui.notice.textContent = ui.aloud.textContent = words.count('widget.new', fresh.length);
    ui.was.textContent = past ? words.say('widget.was', words.instant(past.asOf, story.timeZone)) : '';
    ui.slot.hidden = true;
    ui.feed.hidden = !list.length;
    ui.notice.hidden = !wait;
    ui.title.hidden = ui.bar.hidden = false;
    ui.more.hidden = !next;
    ui.banner.hidden = !past;
    ui.status.hidden = past;
    if (list.length || fresh.length) {
      ui.fault.hidden = true;
      this.#told = null;
    } else {
      this.#say(new Fault('no-entries'), words.say(query.isFiltered ? 'widget.none' : 'none'));
    }
    this.#controls.update(all);
  }

  async #advance(step) {
    const { feed } = this.ui;
    const before = [...feed.children];
    await step();
    this.#render();
    this.#list.show([...feed.children].find(article => !before.includes(article)));
  }

  async #go(id) {
    const find = () => this.#shadow.getElementById(id)?.closest('.entry');
    const { activeElement } = document;
    // Another timeline of the page took the reader along.
    if (!id || !this.shown || (activeElement !== this && activeElement?.localName === this.localName))
      return;
    if (this.#fresh.delete(id))
      this.#render();
    if (!find() && this.shown.next && await read(`${this.place.base}/entries/${encodeURIComponent(id)}`).catch(() => null)) {
      while (!find() && this.shown.next)
        await this.#load(this.shown.next);
    }
    const article = find();
    for (const other of article ? this.ui.feed.children : [])
      other.ariaCurrent = other === article ? 'true' : null;
    this.#list.show(article);
  }
}

if (!customElements.get('story-timeline')) {
  customElements.define('story-timeline', StoryTimeline);
  tellFrame();
}
