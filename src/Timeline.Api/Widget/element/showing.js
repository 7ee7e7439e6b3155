import { Controls } from './controls.js';
import { EntryView } from './entry.js';
import { drawHead, sharedBy } from './head.js';
import { List } from './list.js';
import { titleOf } from './make.js';
import { Overview } from './overview.js';
import { partsOf } from './parts.js';
import { Fault, read } from './service.js';

/** What a timeline shows: the story now or as it was, what has come since and waits, and what is said around it. */
export class Showing {
  #fresh = new Set();
  #soon;
  #shared;
  #state;

  constructor(host) {
    Object.assign(this, { host, controls: new Controls(host), overview: new Overview(host) });
    const ui = this.ui = host.ui = partsOf(host, {
      overview: this.overview.node,
      list: () => this.list,
      advance: () => this.#advance(() => this.#fresh.clear()),
      more: () => this.#advance(() => host.reading.load(host.shown.next)),
    });
    this.list = new List(host, ui.feed);
    this.reader = { take: change => this.#take(change), status: word => this.status(word), reset: () => host.reset() };
  }

  /** Whether changes come by themselves. */
  status(word) {
    const { host, ui } = this;
    const { words } = host;
    const live = word === 'live' && host.story?.status === 'open';
    this.list.keep(() => {
      ui.status.className = `status ${word}`;
      ui.status.textContent = live ? words.say('widget.live') : word === 'offline' && words.asked ? words.say('widget.offline') : '';
    });
    if (this.#state !== word)
      host.fire('status', { state: this.#state = word });
  }

  #take(change) {
    const { id, entry, version, story } = change;
    const { host, present, ui } = this;
    const { words, query } = host;
    if (!(version > present?.version))
      return;
    const before = present.get(id);
    present.apply(change);
    this.reader.version = version;
    host.fire('update', change);
    this.overview.tell(change);
    if (change.anew || query.searches)
      return void host.reading.load();
    if (story)
      Object.assign(host.standing, story.standing ?? { known: [], unknown: [], at: null });
    if (entry?.planned || before?.planned)
      read(`${host.place.base}/standing`, 'no-cache').then(standing => {
        host.standing = standing;
        this.render(true);
      }, () => {});
    if (entry && !(before && query.wants(before)))
      this.#fresh.add(id);
    else if (entry && !this.#fresh.has(id))
      ui.aloud.textContent = words.say('widget.updated', titleOf(entry) ?? words.say(entry.status));
    for (const article of ui.feed.children) {
      if (story || article.entry?.links.some(({ entry }) => entry === id))
        article.entry = null;
    }
    this.#soon ??= Promise.resolve().then(() => {
      this.#soon = null;
      this.render(true);
    });
  }

  render(live) {
    const { host, ui, past, list } = this;
    const { shown, words, query, standing } = host;
    if (!shown)
      return;
    const { story, next } = shown;
    const all = shown.list(query.descending, entry => query.wants(entry));
    const fresh = all.filter(({ id }) => !past && this.#fresh.has(id));
    const start = list.at(true);
    const wait = fresh.length > 0 && !start && (query.descending || !list.at(false));
    const entries = all.filter(entry => !wait || !fresh.includes(entry));
    const shared = sharedBy(entries);
    const view = new EntryView(words, shown, host.level + 1, shared, host.place.base);
    if (`${this.#shared}` !== `${shared}`) {
      for (const article of ui.feed.children)
        article.entry = null;
    }
    this.#shared = shared;
    const place = () => {
      if (this.#state)
        this.status(this.#state);
      ui.title.textContent = ui.feed.ariaLabel = story.title;
      ui.title.lang = ui.feed.lang = story.language;
      drawHead(host, story, standing, shared, view, Object.assign({}, ...entries.map(entry => entry.dates)));
      list.place(entries, view);
    };
    if (live && !(start && fresh.length))
      list.keep(place);
    else
      place();
    if (!wait && !past)
      this.#fresh.clear();
    if (fresh.length)
      ui.notice.textContent = ui.aloud.textContent = words.count('widget.new', fresh.length);
    ui.was.textContent = past ? words.say('widget.was', words.instant(past.asOf, story.timeZone)) : '';
    ui.slot.hidden = true;
    ui.feed.hidden = !entries.length;
    ui.notice.hidden = !wait;
    ui.title.hidden = ui.bar.hidden = false;
    ui.more.hidden = !next;
    ui.banner.hidden = !past;
    ui.status.hidden = past;
    if (entries.length || fresh.length)
      host.reading.say(null, '');
    else
      host.reading.say(new Fault('no-entries'), words.say(query.isFiltered ? 'widget.none' : 'no-entries'));
    this.controls.update(all);
  }

  async #advance(step) {
    const { feed } = this.ui;
    const before = [...feed.children];
    await step();
    this.render();
    this.list.show([...feed.children].find(article => !before.includes(article)));
  }

  /** Goes to an entry, wherever in the story it is. */
  async go(id) {
    const { host, ui } = this;
    const find = () => host.shadowRoot.getElementById(id)?.closest('.entry');
    const { activeElement } = document;
    // Another timeline of the page took the reader along.
    if (!id || !host.shown || (activeElement !== host && activeElement?.localName === host.localName))
      return;
    if (this.#fresh.delete(id))
      this.render();
    if (!find() && host.shown.next && await read(`${host.place.base}/entries/${encodeURIComponent(id)}`).catch(() => null)) {
      while (!find() && host.shown.next)
        await host.reading.load(host.shown.next);
    }
    const article = find();
    for (const other of article ? ui.feed.children : [])
      other.ariaCurrent = other === article ? 'true' : null;
    this.list.show(article);
  }
}
