import { Query } from './query.js';
import { Reading } from './reading.js';
import { storyAt } from './service.js';
import { Showing } from './showing.js';
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
 * @fires error | code, sentence, status, problem | nothing can be shown: wrong-address, unreachable, unknown-story, unknown-kind, not-yet, request, service, no-entries; 410 and 451, removed
 * @csp script-src | the service | or the digest of the tag's integrity
 * @csp connect-src | the service | answers and the stream
 * @csp img-src | https: | pictures of entries, from where their publishers have them
 * @csp media-src | https: | recordings
 */
class StoryTimeline extends HTMLElement {
  static observedAttributes = [...ANEW, ...ASKED];
  #shadow = this.attachShadow({ mode: 'open' });
  #stale = new Set();
  query = new Query(this);
  follow = () => this.showing.go(location.hash.slice(1));

  connectedCallback() {
    this.#shadow.adoptedStyleSheets = [STYLE];
    addEventListener('hashchange', this.follow);
    this.#start();
  }

  disconnectedCallback() {
    removeEventListener('hashchange', this.follow);
    this.reading.stop();
    this.showing.past = this.showing.present = null;
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

  /** What is known of what is shown: the past where a reader looks at that. */
  get shown() {
    return this.showing?.past ?? this.showing?.present;
  }

  #start() {
    this.#stale.clear();
    const src = this.getAttribute('src');
    this.place = src === null ? null : storyAt(new URL(src, document.baseURI).href.split(/[?#]/)[0]);
    this.words = new Words(this);
    this.reading = new Reading(this);
    this.showing = new Showing(this);
    const { root, aloud } = this.ui;
    this.#shadow.replaceChildren(root);
    // The reader's own size, whatever the page's is.
    root.style.setProperty('--medium', getComputedStyle(aloud).fontSize);
    // As the page declares itself, light or dark; where it declares nothing, as the reader's system is.
    const { colorScheme } = getComputedStyle(this);
    if (colorScheme !== 'normal')
      root.style.setProperty('--scheme', colorScheme);
    this.reading.load();
  }

  reset() {
    this.reading.stop();
    this.#start();
  }

  #update() {
    const names = [...this.#stale];
    this.#stale.clear();
    if (!names.length || !this.isConnected)
      return;
    if (names.some(name => ANEW.includes(name)))
      return this.reset();
    const { showing } = this;
    if (!this.hasAttribute('as-of'))
      showing.past = null;
    // What is known already can be shown at once, unless only the service can tell what is asked for.
    if (showing.present?.by === this.query.by && !names.some(name => ['from', 'to', 'q'].includes(name)))
      showing.render();
    this.reading.load();
  }

  fire(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

if (!customElements.get('story-timeline'))
  customElements.define('story-timeline', StoryTimeline);
