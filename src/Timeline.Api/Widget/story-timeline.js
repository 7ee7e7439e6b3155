/**
 * <story-timeline src="https://host/stories/navalny-2021"></story-timeline>: a news story as a live timeline.
 * Attributes: layout="vertical|horizontal" order="newest|oldest" kinds="arrest,rally" person="alexei-navalny" key-only
 * background theme="auto|light|dark" lang="en|de|ru" live="on|off" controls="on|off" limit past (a slider) as-of="4"
 * Style: /widget/demo.
 */

// key | English | German | Russian
const VOCABULARY = `
more|Show more|Mehr anzeigen|Показать ещё
none|No entries|Keine Einträge|Нет записей
live|Live|Live|Онлайн
offline|No connection|Keine Verbindung|Нет связи
past|Look back|Rückblick|Прошлое
present|Back to the present|Zur Gegenwart|К настоящему
new|# new entry/# new entries|# neuer Eintrag/# neue Einträge|# новая запись/# новые записи/# новых записей
closed|Closed|Abgeschlossen|Завершено
known|What is known|Was bekannt ist|Известно
unknown|What is not known|Was nicht bekannt ist|Неизвестно`.split('\n').map(row => row.split('|'));

/** The widget's words in the reader's language. */
class Words {
  constructor(element) {
    const languages = ['en', 'de', 'ru'];
    this.language = [element.closest('[lang]')?.lang, ...navigator.languages, 'en']
      .map(tag => tag?.slice(0, 2)).find(tag => languages.includes(tag));
    const column = languages.indexOf(this.language) + 1;
    this.words = Object.fromEntries(VOCABULARY.map(row => [row[0], row[column]]));
    this.locale = this.language.replace('en', 'en-GB');
  }

  say(key, value) {
    return (this.words[key] ?? this.served?.[`widget.${key}`] ?? this.served?.[key] ?? key).replace(/#|\{0\}/, () => value);
  }

  count(key, n) {
    const forms = this.words[key].split('/');
    return (forms[['one', 'few'].indexOf(new Intl.PluralRules(this.locale).select(n))] ?? forms.at(-1)).replace('#', n);
  }
}

/** An instant of the newsroom's own, in the reader's language and the story's zone. What is said of dates is the service's. */
function instant(text, words, timeZone) {
  return new Date(text).toLocaleString(words.locale, { timeZone, day: 'numeric', month: 'long', year: 'numeric',
    hour: '2-digit', minute: '2-digit', timeZoneName: 'short' });
}

/** Makes an element; p.note has the class and part "note". Strings become text. */
function make(name, attributes, ...children) {
  const [tag, style] = name.split('.');
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries({ class: style, part: style, ...attributes })) {
    if (typeof value === 'function')
      node.addEventListener(key, value);
    else if (value != null && value !== false)
      node.setAttribute(key, value);
  }
  node.append(...children.flat(9).filter(Boolean));
  return node;
}

function titleOf(entry) {
  return entry?.headline ?? entry?.summary;
}

function web(text) {
  return /^https?:\/\//i.test(text) ? text : null;
}

async function read(url, cache = 'default') {
  const answer = await fetch(url, { cache, signal: AbortSignal.timeout(20_000) });
  return answer.ok ? answer.json() : Promise.reject(answer);
}

const kindsOf = (base, language) => read(`${base.replace(/\/stories\/[^/]*$/, '')}/kinds?lang=${language}`)
  .then(({ kinds, words }) => ({ words, ...Object.fromEntries(kinds.map(kind => [kind.name, kind])) }), () => ({}));

/** A story's changes, each once, in order. Browsers allow few streams: one serves the page. */
class Feed {
  static #feeds = new Map();
  readers = new Set();
  over = new AbortController();
  failures = 0;

  constructor(base, lang, seen, lineage) {
    Object.assign(this, { base, lang, seen, lineage });
    for (const name of ['online', 'offline', 'visibilitychange'])
      addEventListener(name, () => this.#tick(), { signal: this.over.signal });
    this.#open();
    this.#tell();
  }

  static join(base, lang, reader) {
    const name = `${base} ${lang}`;
    if ((Feed.#feeds.get(name)?.lineage ?? reader.lineage) !== reader.lineage)
      Feed.#feeds.get(name).#reset();
    const feed = Feed.#feeds.get(name) ?? new Feed(base, lang, reader.version, reader.lineage);
    Feed.#feeds.set(name, feed);
    feed.readers.add(reader);
    reader.status(feed.#state);
    if (reader.version < feed.seen) {
      feed.goal = feed.seen;
      feed.seen = reader.version;
      feed.#tick();
    }
  }

  static leave(base, lang, reader) {
    const feed = Feed.#feeds.get(`${base} ${lang}`);
    if (feed?.readers.delete(reader) && !feed.readers.size)
      feed.#end();
  }

  #end() {
    Feed.#feeds.delete(`${this.base} ${this.lang}`);
    this.over.abort();
    this.stream?.close();
    clearTimeout(this.timer);
  }

  // An older backup was restored: what was read is of a history that is no longer.
  #reset() {
    const readers = [...this.readers];
    this.readers.clear();
    this.#end();
    for (const reader of readers)
      reader.reset();
  }

  get #state() {
    return this.stream?.readyState === 1 ? 'live' : this.failures || !navigator.onLine ? 'offline' : 'polling';
  }

  #tell() {
    for (const reader of this.readers)
      reader.status(this.#state);
    clearTimeout(this.timer);
    const wait = this.goal > this.seen ? 1_000
      : document.hidden || this.#state === 'live' ? 60_000 : Math.min(60_000, 5_000 * 2 ** this.failures);
    this.timer = setTimeout(() => this.#tick(true), wait * (1 + Math.random() / 4));
  }

  #open() {
    if (!globalThis.EventSource || this.stream?.readyState < 2)
      return;
    this.stream = new EventSource(`${this.base}/live?after=${this.seen}&lineage=${this.lineage}`);
    this.stream.onopen = this.stream.onerror = () => this.#tell();
    for (const name of ['entry-recorded', 'entry-changed', 'entry-removed', 'story-changed'])
      this.stream.addEventListener(name, event => this.#hear(JSON.parse(event.data)));
    this.stream.addEventListener('story-reset', () => this.#reset());
  }

  // The stream tells dates in the story's language alone.
  #hear(change) {
    if (change.version === this.seen + 1 && !this.lang) {
      this.#pass(change);
    } else if (change.version > this.seen) {
      this.goal = change.version;
      this.#tick();
    }
  }

  #pass(change) {
    this.seen = change.version;
    for (const reader of this.readers)
      reader.take(change);
  }

  async #tick(timed) {
    this.again = this.reading;
    if (this.reading)
      return;
    this.reading = true;
    const live = timed && this.#state === 'live';
    try {
      if (await this.#catchUp() && live)
        this.stream.close();
      this.failures = 0;
    } catch ({ status }) {
      if (status === 410)
        this.#reset();
      this.failures++;
    }
    this.reading = false;
    if (!this.readers.size)
      return;
    // The page in front needs the streams.
    if (document.hidden && this.hidden)
      this.stream?.close();
    this.hidden = document.hidden;
    if (!this.hidden)
      this.#open();
    this.#tell();
  }

  async #catchUp() {
    const before = this.seen;
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
    return this.seen > before;
  }
}

class Chronicle {
  #facts = new Map();

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

  // What belongs to pages not yet read waits for them.
  list(newest, wanted) {
    const compare = (a, b) => {
      const i = a.findIndex((part, n) => part !== b[n]);
      return i < 0 ? 0 : a[i] < b[i] === newest ? 1 : -1;
    };
    return [...this.#facts.values()]
      .filter(({ entry, key }) => entry && wanted(entry) && !(this.last && compare(key, this.last) > 0))
      .sort((a, b) => compare(a.key, b.key)).map(fact => fact.entry);
  }

  #put(id, version, entry) {
    if (this.#facts.get(id)?.version > version)
      return;
    const key = [entry?.when.sort];
    this.#facts.set(id, { version, entry, key });
  }
}

class EntryView {
  constructor(words, chronicle, kinds) {
    Object.assign(this, { words, chronicle, kinds });
  }

  draw(article, entry) {
    const { words } = this;
    const { id, when, outcome, retraction } = entry;
    const late = entry.planned && outcome?.status !== 'postponed' && Date.parse(when.latest) < Date.now();
    const marks = [entry.planned && 'planned', outcome?.status, entry.key && 'key-only', entry.background && 'background']
      .filter(Boolean);
    article.className = ['entry', `kind-${entry.kind}`, entry.status, ...marks].join(' ');
    article.setAttribute('part', article.className);
    article.replaceChildren(
      make('div.when', {}, make('a.date', { href: this.#link(id), 'data-k': 'date' }, when.display.replace(`, ${when.note}`, '')),
        this.#text('span.note', when.note)),
      make('div.body', {},
        make('p.meta', {}, make('span.kind', {}, this.kinds[entry.kind]?.label ?? entry.kind), this.#text('span.places', entry.places.join(' · ')),
          marks.map(mark => make('span.badge', {}, words.say(mark)))),
        this.#text('h3.headline', titleOf(entry) ?? words.say(entry.status), { id: `h-${id}` }),
        retraction
          ? this.#text('p.reason', `${this.#instant(retraction.at)}: ${retraction.reason}`)
          : this.#content(entry, late)));
  }

  #instant(text) {
    return instant(text, this.words, this.chronicle.story.timeZone);
  }

  #content({ people, outcome, when, details = {}, dates = {}, ...entry }, late) {
    const { words } = this;
    const name = by => [by].flat().map(one => one.unnamed ?? people.find(({ id }) => id === one)?.name ?? one).join(', ');
    const through = via => via && words.say('through', via);
    const own = (this.kinds[entry.kind]?.fields ?? []).map(field => ({ ...field, items: [details[field.name] ?? []].flat() }));
    const at = place => own.filter(({ shown }) => shown === place).flatMap(({ items }) => items);
    const all = type => own.filter(field => field.type === type).flatMap(({ items, label }) => items.map(item => ({ label, ...item })));
    const quotes = all('quote');
    return [
      this.#text('p.outcome', entry.latestOutcome?.display),
      late && make('p.outcome', {}, words.say('no-report', when.display)),
      outcome?.was && make('p.outcome', {}, words.say('before', outcome.was.display)),
      this.#text('p.outcome', outcome && [outcome.by && name(outcome.by), outcome.reason].filter(Boolean).join(': ')),
      entry.headline && this.#text('p.summary', entry.summary),
      entry.media.map(({ url, alt, caption, credit }) => this.#text('figure.media', [
        web(url) ? make('img.image', { src: url, alt, loading: 'lazy', referrerpolicy: 'no-referrer',
          error: ({ target }) => target.replaceWith(alt) }) : alt,
        this.#text('figcaption.caption', [caption, credit].filter(Boolean).join(' · '))])),
      [...all('figure'), ...entry.figures].map(figure => this.#text('p.figure', [
        (figure.label ?? figure.what) && `${figure.label ?? figure.what}: `, make('b.value', {}, this.#amount(figure)),
        ` ${figure.unit ?? ''}${figure.of ? ` (${figure.of})` : ''}, ${words.say('figure', name(figure.by))}`,
        figure.asOf && `, ${dates[figure.asOf]}`])),
      this.#claim([...at('attribution').map(name), ...at('through').map(through)],
        quotes.map(({ text }) => ({ quote: text })).filter(({ quote }) => !entry.claims.some(claim => claim.quote === quote))),
      [...entry.claims, ...all('claim')].map(claim => this.#claim(
        [claim.label, name(claim.by), words.say(claim.verb), through(claim.via), this.#about(claim.about, entry)], [claim])),
      own.filter(({ shown, items }) => shown === 'fact' && items.length).map(field => this.#fact(field, people, name, dates)),
      this.#text('p.people', people.map(person => this.#text('span', [make('b', {}, person.name),
        person.nativeName && ` ${person.nativeName}`, person.as && ` (${person.as})`]))),
      entry.corrections?.map(({ class: sort, wrong, at }) => this.#text('p.correction',
        [make('b', {}, `${words.say(sort)}, ${this.#instant(at)}: `), wrong])),
      entry.correctionCount > entry.corrections?.length && this.#text('p.correction',
        words.say('earlier', entry.correctionCount - entry.corrections.length)),
      entry.links.map(({ entry: id }) => this.#text('a.link', titleOf(this.chronicle.get(id)),
        { href: this.#link(id), 'data-k': id })),
      entry.sources.length > 0 && make('p.sources', {}, `${words.say('source')}: `,
        entry.sources.map(({ outlet, title, url, published }, i) => [i > 0 && ' · ',
          this.#text(web(url) ? 'a' : 'span', title ? `${outlet}: ${title}` : outlet, { href: web(url), 'data-k': i }),
          published && `, ${dates[published]}`])),
      entry.revision > 1 && make('p.updated', {}, words.say('updated', this.#instant(entry.updatedAt))),
    ];
  }

  #claim(by, said = []) {
    return said.length > 0 && make('div.claim', {}, this.#text('p.claimant', by.filter(Boolean).join(' · ')),
      said.map(({ text, quote }) => [this.#text('p.said', text), this.#text('q.quote', quote)]));
  }

  #about(about, entry) {
    const of = about && this.chronicle.get(about.entry ?? (about.claim ? entry.id : about));
    const claim = of?.claims?.[about.claim - 1];
    return of && `${this.words.say('said-of')} ${claim?.text ?? claim?.quote ?? titleOf(of)}`;
  }

  #amount({ value, from, to, atLeast, atMost, about, words: said }) {
    const { words } = this;
    const number = n => n?.toLocaleString(words.locale);
    const [least, most, near] = [atLeast, atMost, about].map(number);
    return number(value) ?? (said || (to ?? -1) >= 0 && `${number(from)}–${number(to)}` || least && words.say('figure.at-least', least)
      || most && words.say('figure.at-most', most) || words.say('figure.about', near));
  }

  #fact({ label, type, words, fields, items }, people, name, dates) {
    const say = (item, type, words) => ({
      person: () => !people.some(({ id, name }) => id === item || name === item) && name(item),
      date: () => dates[item] ?? item, word: () => words?.find(({ word }) => word === item)?.label, yesNo: () => this.words.say(item ? 'yes' : 'no'),
      tally: () => `${this.#amount(item)}${item.unit ? ` ${item.unit}` : ''}`,
      group: () => fields.map(field => item[field.name] && say(item[field.name], field.type, field.words)).filter(Boolean).join(', '),
    }[type]?.() ?? item);
    const said = items.map(item => type === 'link' && web(item) ? make('a', { href: item }, item) : say(item, type, words)).filter(Boolean);
    return said.length > 0 && this.#text('p.fact', [`${label}: `, said.map((item, i) => [i > 0 && '; ', item])]);
  }

  #link(id) {
    return new URL(`#${id}`, location).href;
  }

  #text(name, text, attributes) {
    return text?.length > 0 && make(name, { lang: this.chronicle.story.language, ...attributes }, text);
  }
}

/** The entries on the page. The focus and what the reader looks at stay where they are. */
class List {
  constructor(host, feed) {
    Object.assign(this, { host, feed, root: host.shadowRoot });
  }

  get sideways() {
    return this.host.getAttribute('layout') === 'horizontal';
  }

  place(list, view) {
    const { feed, root } = this;
    const focus = root.activeElement;
    const holder = focus?.closest('.entry');
    const index = [...feed.children].indexOf(holder);
    const articles = list.map((entry, i) => {
      const { id } = entry;
      const article = root.getElementById(id) ?? make('article', { id, tabindex: 0, 'aria-labelledby': `h-${id}` });
      if (article.entry !== entry)
        view.draw(article, entry);
      return Object.assign(article, { entry, ariaPosInSet: i + 1, ariaSetSize: view.chronicle.next ? -1 : list.length });
    });
    for (const article of [...feed.children].filter(old => !articles.includes(old)))
      article.remove();
    articles.forEach((article, i) => feed.children[i] === article || feed.insertBefore(article, feed.children[i]));
    if (holder && root.activeElement !== focus) {
      const home = holder.isConnected ? holder : feed.children[index] ?? feed.lastChild;
      (home?.querySelector(`[data-k="${focus.dataset.k}"]`) ?? home)?.focus({ preventScroll: true });
    }
  }

  show(article) {
    article?.focus({ preventScroll: true });
    article?.scrollIntoView({ inline: 'center' });
  }

  key(event) {
    const side = { PageDown: 'nextSibling', PageUp: 'previousSibling' }[event.key];
    const to = event.target.closest('.entry')[side];
    if (to && !event.ctrlKey) {
      event.preventDefault();
      this.show(to);
    }
  }

  at(start) {
    const { scrollLeft, scrollWidth, clientWidth } = this.feed;
    const { top, bottom } = this.feed.getBoundingClientRect();
    if (this.sideways)
      return (start ? Math.abs(scrollLeft) : scrollWidth - clientWidth - Math.abs(scrollLeft)) < 8;
    return start ? top >= this.#window.top - 1 : bottom <= this.#window.bottom + 1;
  }

  keep(change) {
    const { host, feed } = this;
    const { left, right, top, bottom } = this.#window;
    const places = [...feed.children].map(node => [node, node.getBoundingClientRect()])
      .filter(([, r]) => r.bottom > top && r.top < bottom && r.right > left && r.left < right);
    // Rather one seen whole: the others may grow out of sight.
    const whole = places.filter(([, r]) => r.top >= top && r.left >= left - 1);
    const end = host.getBoundingClientRect().bottom;
    change();
    const [node, old] = [...whole, ...places].find(([{ isConnected }]) => isConnected) ?? [];
    const now = node?.getBoundingClientRect();
    if (node && this.sideways)
      feed.scrollLeft += now.left - old.left;
    const moved = node ? now.top - old.top : end <= top ? host.getBoundingClientRect().bottom - end : 0;
    if (moved)
      (this.#scroller ?? window).scrollBy({ top: moved, behavior: 'instant' });
  }

  get #window() {
    const { left, right } = this.feed.getBoundingClientRect();
    const { top, bottom } = this.#scroller?.getBoundingClientRect() ?? { top: 0, bottom: innerHeight };
    return { left, right, top, bottom };
  }

  get #scroller() {
    for (let node = this.host; node !== document.body && node; node = node.assignedSlot ?? node.parentNode ?? node.host) {
      if (node.clientHeight < node.scrollHeight && /auto|scroll/.test(getComputedStyle(node).overflowY))
        return node;
    }
    return null;
  }
}

// !important ones for :host win over the page's; .root starts afresh.
const STYLE = new CSSStyleSheet();
STYLE.replaceSync(`
:host { display: block !important; visibility: visible !important; opacity: 1 !important; transform: none !important;
  filter: none !important; }
:host([hidden]), [hidden] { display: none !important; }
.root { all: initial; display: block; color-scheme: light dark; padding: 1em; overflow-wrap: anywhere;
  --paper: var(--timeline-paper, light-dark(#fff, #15171a)); --ink: var(--timeline-ink, light-dark(#1c1b19, #eceae4));
  --accent: var(--timeline-accent, light-dark(#a4161a, #ff9d92)); --muted: color-mix(in srgb, var(--ink) 70%, var(--paper));
  --line: color-mix(in srgb, var(--ink) 22%, var(--paper)); --tint: color-mix(in srgb, var(--ink) 6%, var(--paper));
  background: var(--paper); color: var(--ink); text-align: left;
  font: var(--timeline-font-size, medium)/1.5 var(--timeline-font, Georgia, serif); }
.root:dir(rtl) { text-align: right; }
:host([theme=light]) .root { color-scheme: light; }
:host([theme=dark]) .root { color-scheme: dark; }
* { box-sizing: border-box; margin: 0; padding: 0; unicode-bidi: plaintext; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.bar, .banner, .news, .more, .when, .body > :not(h3, .summary, .claim), .claimant {
  font-family: var(--timeline-font-ui, system-ui, sans-serif); font-size: .875em; color: var(--muted); }
a { color: inherit; }
button, select { font: inherit; color: var(--ink); background: var(--paper); border: 1px solid var(--muted); padding: .3em .6em;
  min-inline-size: 0; max-inline-size: 14em; }
.title { font-size: 1.6em; line-height: 1.2; }
.standfirst { font-size: 1.15em; line-height: 1.4; max-inline-size: 46em; margin-block-start: .4em; }
.standing { background: var(--tint); padding: .6em 1em; margin-block-start: .6em; max-inline-size: 46em; }
.standing h3, .closed { font: 700 .875em/1.5 var(--timeline-font-ui, system-ui, sans-serif); }
.standing ul { padding-inline-start: 1.2em; }
.filters { flex: 1 1 20em; }
.bar, .filters, .banner, .meta, .people { display: flex; flex-wrap: wrap; align-items: baseline; gap: .3em 1em; }
.bar { padding-block: .6em; border-block-end: 1px solid var(--ink); margin-block-end: 1em; }
.live::before { content: "● "; }
.status:empty { display: none; }
.live, .kind { color: var(--accent); font-weight: 700; }
.past { flex: 1 1 100%; }
.slider { display: block; inline-size: 100%; accent-color: var(--accent); }
.banner { position: sticky; inset-block-start: var(--timeline-top, 0); z-index: 2; padding: .6em 1em; margin-block-end: 1em;
  background: var(--ink); color: var(--paper); justify-content: space-between; }
.news { position: sticky; inset-block-start: calc(var(--timeline-top, 0px) + .5em); block-size: 0; z-index: 1; text-align: center; }
.notice { background: var(--accent); color: var(--paper); border-radius: 2em; font-weight: 700; }
.entry { position: relative; display: flex; flex-wrap: wrap; gap: .2em 1.5em; max-inline-size: 60em; padding: .8em 0 1.6em;
  padding-inline-start: 1.5em; border: 0 solid var(--line); border-inline-start-width: 2px;
  scroll-margin-block: calc(var(--timeline-top, 0px) + 4em); }
.entry::before { content: ""; position: absolute; inset-block-start: 1.2em; inset-inline-start: calc(-.4em - 1px); inline-size: .8em;
  block-size: .8em; border-radius: 50%; background: var(--paper); border: 2px solid var(--muted); }
.key-only::before { background: var(--accent); border-color: var(--accent); }
.planned, .planned::before { border-style: dashed; }
[aria-current] { background: var(--tint); }
.when { flex: 1 1 10em; }
.date, .note { display: table; }
.date { font-weight: 700; color: var(--ink); text-decoration: none; }
.quote { display: block; }
.note, .quote, .planned h3, .retracted h3 { font-style: italic; }
.body { flex: 5 1 22em; min-inline-size: 0; display: grid; gap: .5em; }
.badge { border: 1px solid; padding-inline: .4em; }
.headline { font-size: 1.25em; line-height: 1.25; }
.cancelled h3 { text-decoration: line-through; }
.summary, .said, .quote, .reason, .correction { white-space: pre-line; }
.image { inline-size: min(100%, 32em); aspect-ratio: 3/2; object-fit: cover; }
.value { font-size: 1.8em; line-height: 1; color: var(--ink); }
.claim { padding-inline-start: 1em; border-inline-start: 3px solid var(--line); }
.link::before { content: "» "; }
.correction { padding: .6em .8em; background: var(--tint); border-inline-start: 3px solid var(--accent); }
.aloud { position: absolute; opacity: 0; pointer-events: none; }
:host([layout=horizontal]) .feed { display: flex; overflow-x: auto; padding: .6em 4px; }
:host([layout=horizontal]) .entry { flex: 0 0 min(var(--timeline-card, 20em), 85%); flex-flow: column; gap: .5em; padding: 1.2em 0 0;
  padding-inline-end: 1.5em; border-width: 2px 0 0; }
:host([layout=horizontal]) .entry::before { inset-block-start: calc(-.4em - 1px); inset-inline-start: 0; }
:host([layout=horizontal]) :is(.when, .body) { flex: none; }
`);

class Filters {
  constructor(host) {
    this.host = host;
    this.seen = { kinds: {}, person: {} };
    this.node = make('span.filters', { change: ({ target: { name, type, checked, value } }) =>
      type === 'checkbox' ? host.toggleAttribute(name, checked) : host.setAttribute(name, value) });
  }

  get kinds() {
    return this.host.getAttribute('kinds')?.match(/[^\s,]+/g) ?? [];
  }

  want({ id, kind, people, key, background, retraction }) {
    const { host, kinds } = this;
    const person = host.getAttribute('person');
    return (!kinds.length || kinds.includes(kind))
      && (!person || people.some(one => one.id === person) || (retraction && host.shadowRoot.getElementById(id)))
      && (key || !host.hasAttribute('key-only')) && (!background || host.hasAttribute('background'));
  }

  update(entries) {
    const { host, node } = this;
    const { words } = host;
    for (const { kind, people } of entries) {
      this.seen.kinds[kind] = host.kinds?.[kind]?.label ?? kind;
      for (const { id, name } of people)
        this.seen.person[id] = name;
    }
    this.seen.order = { newest: words.say('newest'), oldest: words.say('oldest') };
    const focus = host.shadowRoot.activeElement?.name;
    const controls = [...Object.entries(this.seen).map(([name, seen]) => {
      const chosen = host.getAttribute(name) ?? '';
      return make('select', { name, 'aria-label': words.say(name) },
        Object.entries({ ...name !== 'order' && { '': words.say(name) }, ...chosen && { [chosen]: chosen }, ...seen })
          .map(([value, text]) => make('option', { value, selected: value === chosen }, text)));
    }), ...['key-only', 'background'].map(name => make('label', {},
      make('input', { name, type: 'checkbox', checked: host.hasAttribute(name) }), ` ${words.say(name)}`))];
    if (controls.some((control, i) => !control.isEqualNode(node.children[i])))
      node.replaceChildren(...controls);
    node.querySelector(`[name="${focus}"]`)?.focus();
  }
}

class PastSlider {
  moments = [];
  output = make('output');

  constructor(host) {
    const { words } = host;
    this.range = make('input.slider', { type: 'range', max: 0, 'aria-label': words.say('past'),
      input: () => this.#label(host), change: () => host.setAttribute('as-of', this.moments[this.range.value].version) });
    this.node = make('details.past', { toggle: () => this.#open(host) },
      make('summary', {}, words.say('past')), this.range, this.output);
  }

  async #open(host) {
    let url = `${host.base}/changes?after=${this.moments.at(-1)?.version ?? 0}`;
    while (url) {
      const page = await read(url);
      this.moments.push(...page.changes);
      url = page.next && new URL(page.next, url);
    }
    const at = this.moments.findIndex(({ version }) => `${version}` === host.getAttribute('as-of'));
    const max = this.moments.length - 1;
    Object.assign(this.range, { max, value: at < 0 ? max : at });
    this.#label(host);
  }

  #label({ words, shown }) {
    if (!this.moments.length)
      return;
    this.output.value = instant(this.moments[this.range.value].recordedAt, words, shown.story.timeZone);
    this.range.setAttribute('aria-valuetext', this.output.value);
  }
}

class StoryTimeline extends HTMLElement {
  static observedAttributes = ['src', 'lang', 'live', 'past', 'controls', 'limit', 'order', 'kinds', 'person', 'key-only',
    'background', 'as-of'];
  #shadow = this.attachShadow({ mode: 'open' });
  #reader = { take: change => this.#take(change), status: word => this.#tell(word), reset: () => this.#reset() };
  #fresh = new Set();
  #stale = new Set();
  #turn = 0;
  #follow = () => this.#go(location.hash.slice(1));

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

  get newest() {
    return this.getAttribute('order') !== 'oldest';
  }

  get shown() {
    return this.past ?? this.present;
  }

  #start() {
    this.#stale.clear();
    this.base = new URL(this.getAttribute('src') ?? '', document.baseURI).href.replace(/\/$/, '');
    const words = this.words = new Words(this);
    const ui = this.ui = {};
    const part = (name, tag, attributes, ...children) => ui[name] = make(`${tag}.${name}`, attributes, ...children);
    const hidden = { hidden: '' };
    this.filters = new Filters(this);
    this.#shadow.replaceChildren(make('div.root', { lang: words.language },
      part('title', 'h2'),
      part('standfirst', 'p', hidden),
      part('closed', 'p', hidden),
      part('standing', 'div', hidden),
      make('div.bar', {}, part('status', 'span'), this.getAttribute('controls') !== 'off' && this.filters.node,
        this.hasAttribute('past') && new PastSlider(this).node),
      part('banner', 'div', hidden, part('was', 'span', { role: 'status' }),
        make('button', { click: () => this.removeAttribute('as-of') }, words.say('present'))),
      make('div.news', {}, part('notice', 'button', { ...hidden, click: () => this.#advance(() => this.#fresh.clear()) })),
      part('slot', 'slot'),
      part('feed', 'div', { role: 'feed', keydown: event => this.list.key(event) }),
      part('none', 'p', hidden, words.say('none')),
      part('more', 'button', { ...hidden, click: () => this.#advance(() => this.#load(this.shown.next)) }, words.say('more')),
      part('aloud', 'div', { role: 'status' })));
    this.list = new List(this, ui.feed);
    this.#load();
  }

  #reset() {
    this.#stop();
    this.#start();
  }

  #stop() {
    Feed.leave(this.base, this.tongue, this.#reader);
    clearTimeout(this.retry);
    this.#turn++;
    this.#fresh.clear();
    this.present = this.past = null;
  }

  #update() {
    const names = [...this.#stale];
    this.#stale.clear();
    if (!names.length || !this.isConnected)
      return;
    if (/src|lang|live|past|controls/.test(names)) {
      return this.#reset();
    }
    if (!this.hasAttribute('as-of'))
      this.past = null;
    this.#render();
    this.#load();
  }

  async #load(next) {
    if (!this.hasAttribute('src'))
      return;
    const turn = ++this.#turn;
    clearTimeout(this.retry);
    const asOf = this.getAttribute('as-of');
    const query = [['lang', this.words.language], ['order', this.newest ? 'desc' : 'asc'], ['limit', this.getAttribute('limit')], ['asOf', asOf],
      ['person', this.getAttribute('person')], ['key', this.hasAttribute('key-only')],
      ['background', this.hasAttribute('background')], ...this.filters.kinds.map(kind => ['kind', kind])];
    const url = next ?? `${this.base}/timeline?${new URLSearchParams(query.filter(([, value]) => value))}`;
    try {
      const [page, kinds] = await Promise.all([read(url), kindsOf(this.base, this.words.language)]);
      if (turn !== this.#turn)
        return;
      this.kinds = kinds;
      this.words.served = kinds.words;
      const chronicle = next ? this.shown : new Chronicle();
      chronicle.load(page, url);
      const first = !this.shown;
      this[asOf ? 'past' : 'present'] = chronicle;
      this.#render();
      if (!asOf && this.getAttribute('live') !== 'off')
        Feed.join(this.base, this.tongue = this.words.language === chronicle.story.language ? '' : this.words.language,
          Object.assign(this.#reader, { version: chronicle.version, lineage: chronicle.lineage }));
      if (first)
        this.#follow();
    } catch ({ status }) {
      if (turn !== this.#turn)
        return;
      if (status === 404)
        return this.#tell('none');
      this.#tell('offline');
      this.retry = setTimeout(() => this.#load(next), 5_000 * (1 + Math.random()));
    }
  }

  #tell(word) {
    this.ui.status.className = `status ${word}`;
    this.ui.status.textContent = this.words.words[word];
  }

  #take(change) {
    const { id, entry, version, story } = change;
    const { present, words, ui } = this;
    if (!(version > present?.version))
      return;
    const before = present.get(id);
    present.apply(change);
    this.#reader.version = version;
    if (change.anew)
      return void this.#load();
    if (entry && !(before && this.filters.want(before)))
      this.#fresh.add(id);
    else if (entry && !this.#fresh.has(id))
      ui.aloud.textContent = words.say('updated', titleOf(entry) ?? words.say(entry.status));
    for (const article of ui.feed.children) {
      if (story || article.entry?.links.some(({ entry }) => entry === id))
        article.entry = null;
    }
    this.soon ??= Promise.resolve().then(() => {
      this.soon = null;
      this.#render(true);
    });
  }

  #render(live) {
    const { ui, words, past, shown } = this;
    if (!shown)
      return;
    const { story, next } = shown;
    const all = shown.list(this.newest, entry => this.filters.want(entry));
    const fresh = all.filter(({ id }) => !past && this.#fresh.has(id));
    const start = this.list.at(true);
    const wait = fresh.length > 0 && !start && (this.newest || !this.list.at(false));
    const list = all.filter(entry => !wait || !fresh.includes(entry));
    const place = () => this.list.place(list, new EntryView(words, shown, this.kinds));
    if (live && !(start && fresh.length))
      this.list.keep(place);
    else
      place();
    if (!wait && !past)
      this.#fresh.clear();
    if (fresh.length)
      ui.notice.textContent = ui.aloud.textContent = words.count('new', fresh.length);
    ui.title.textContent = ui.feed.ariaLabel = story.title;
    this.#head(story);
    ui.was.textContent = past ? words.say('was', instant(past.asOf, words, story.timeZone)) : '';
    ui.slot.hidden = true;
    ui.notice.hidden = !wait;
    ui.none.hidden = list.length;
    ui.more.hidden = !next;
    ui.banner.hidden = !past;
    ui.status.hidden = past;
    this.filters.update(all);
  }

  #head({ language, standfirst, closing, standing, timeZone }) {
    const { ui, words } = this;
    const say = (part, content) => {
      ui[part].replaceChildren(...[content].flat(9).filter(Boolean));
      ui[part].hidden = !ui[part].childNodes.length;
    };
    const lists = ['known', 'unknown'].map(name => [name, standing?.[name] ?? []]).filter(([, points]) => points.length);
    ui.standfirst.lang = language;
    say('standfirst', standfirst);
    say('closed', closing && [make('b', {}, words.say('closed')), `, ${instant(closing.at, words, timeZone)}`,
      closing.summary && make('span', { lang: language }, `: ${closing.summary}`)]);
    say('standing', lists.map(([name, points]) => [make('h3', {}, words.say(name)), make('ul', { lang: language },
      points.map(({ text, entries }) => make('li', {}, text, entries.map((id, i) =>
        [' ', make('a', { href: new URL(`#${id}`, location).href }, `[${i + 1}]`)]))))]));
  }

  async #advance(step) {
    const { feed } = this.ui;
    const before = [...feed.children];
    await step();
    this.#render();
    this.list.show([...feed.children].find(article => !before.includes(article)));
  }

  async #go(id) {
    const find = () => this.#shadow.getElementById(id)?.closest('.entry');
    const { activeElement } = document;
    // Another timeline of the page took the reader along.
    if (!id || !this.shown || (activeElement !== this && activeElement?.localName === this.localName))
      return;
    if (this.#fresh.delete(id))
      this.#render();
    if (!find() && this.shown.next && (await fetch(`${this.base}/entries/${id}`)).ok) {
      while (!find() && this.shown.next)
        await this.#load(this.shown.next);
    }
    const article = find();
    for (const other of article ? this.ui.feed.children : [])
      other.ariaCurrent = other === article ? 'true' : null;
    this.list.show(article);
  }
}

if (!customElements.get('story-timeline'))
  customElements.define('story-timeline', StoryTimeline);
