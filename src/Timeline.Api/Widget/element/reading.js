import { Chronicle } from './chronicle.js';
import { Feed } from './feed.js';
import { Past } from './past.js';
import { catalogueOf, Fault, HOME, read } from './service.js';

/** Asks the service for what a timeline shows, and says why where it cannot be shown. */
export class Reading {
  #turn = 0;
  #retry;
  #told;

  constructor(host) {
    this.host = host;
  }

  stop() {
    const { place, tongue, showing } = this.host;
    Feed.leave(place, tongue, showing.reader);
    clearTimeout(this.#retry);
    this.#turn++;
  }

  async load(next) {
    const { host } = this;
    const { place, query, showing } = host;
    if (!place)
      return this.#refuse();
    const turn = ++this.#turn;
    clearTimeout(this.#retry);
    const asOf = host.getAttribute('as-of');
    try {
      if (!next)
        await this.#speak(asOf);
      if (turn !== this.#turn)
        return;
      const url = next ?? query.address(place.base, host.tongue);
      const page = await read(url);
      if (turn !== this.#turn)
        return;
      const chronicle = next ? host.shown : new Chronicle(query.by);
      chronicle.load(page, url);
      const first = !host.shown;
      showing[asOf ? 'past' : 'present'] = chronicle;
      showing.render();
      showing.overview.load(asOf);
      host.fire('load', { story: host.story, version: host.version });
      if (!asOf && host.getAttribute('live') !== 'off')
        Feed.join(place, host.tongue, Object.assign(showing.reader, { version: chronicle.version, lineage: chronicle.lineage }));
      if (first)
        host.follow();
    } catch (error) {
      if (turn === this.#turn)
        this.fail(error, next);
    }
  }

  // What is no address of a story leads to no service either: the words are of the one that this module is from.
  #refuse() {
    const { words, lang } = this.host;
    return catalogueOf(HOME, lang || words.language).then(catalogue => {
      words.take(catalogue);
      throw new Fault('widget.wrong-address');
    }).catch(fault => this.fail(fault));
  }

  // The words first: they are those of the story's language, unless another one is asked for.
  async #speak(asOf) {
    const { host } = this;
    const { place, words } = host;
    const standing = read(`${place.base}/standing${asOf ? `?asOf=${asOf}` : ''}`);
    // Of a story that there is not the words must tell, too.
    const own = await standing.then(({ story }) => story.language, fault => fault.passes ? Promise.reject(fault) : navigator.language);
    const language = host.lang || own;
    host.tongue = language === own ? '' : language;
    if (words.asked !== language) {
      words.take(await catalogueOf(place.service, language));
      words.asked = language;
      this.#settle();
    }
    host.standing = await standing;
    host.query.closed = host.standing.story.status === 'closed';
  }

  // What is said around the entries, once there are words for it.
  #settle() {
    const { host } = this;
    const { words, ui, place, showing } = host;
    ui.root.lang = words.language;
    ui.root.dir = host.dir || words.direction;
    ui.root.classList.toggle('own', !host.tongue);
    ui.more.textContent = words.say('widget.more');
    ui.present.textContent = words.say('widget.present');
    const controls = host.getAttribute('controls') !== 'off';
    if (controls)
      this.#meet(`${place.service}/people?story=${place.story}&limit=500&lang=${words.asked}`).catch(() => {});
    ui.bar.append(...[controls && showing.controls.node, host.hasAttribute('past') && new Past(host).node].filter(Boolean));
  }

  // All who may be listed, whether they are on this page or not.
  async #meet(url) {
    const page = await read(url);
    this.host.showing.controls.update([page]);
    if (page.next)
      await this.#meet(new URL(page.next, url));
  }

  fail(error, next) {
    const fault = error instanceof Fault ? error : new Fault('error.service');
    const { words, ui, query, showing } = this.host;
    this.say(fault, words.say(fault.code, query.kinds.find(kind => !words.kinds[kind])));
    ui.root.lang = words.language;
    if (fault.code === 'widget.unreachable')
      showing.status('offline');
    if (fault.passes)
      this.#retry = setTimeout(() => this.load(next), 5_000 * (1 + Math.random()));
  }

  /** Says why there is nothing to be read; nothing where there is. */
  say(fault, sentence) {
    const { host } = this;
    const { fault: node } = host.ui;
    node.textContent = sentence;
    node.hidden = !sentence;
    node.dataset.code = fault?.code;
    if (fault && this.#told !== fault.code)
      host.fire('error', { ...fault, sentence, code: fault.code.replace(/^.*\./, '') });
    this.#told = fault?.code;
  }
}
