import { Facts, once } from './facts.js';
import { media } from './media.js';
import { make, titleOf, web } from './make.js';

/** Draws entries as the page does: what one states, what others claim, what was wrong, and where it is from. */
export class EntryView {
  constructor(words, chronicle, level, shared, address) {
    Object.assign(this, { words, chronicle, level, shared, address });
  }

  /** What an entry stands under: the day of its publication, or what is known of when it happened. */
  headingOf({ recordedAt, when }) {
    return this.chronicle.by === 'reported' ? this.words.heading(recordedAt, this.chronicle.story.timeZone) : when.heading;
  }

  draw(article, entry, section, day) {
    const { words } = this;
    const { id, when, outcome, retraction, status, takedown } = entry;
    const told = once(entry);
    const facts = new Facts(words, this.chronicle, told);
    const reported = this.chronicle.by === 'reported';
    const marks = [entry.key && 'key', entry.background && 'background', entry.planned && 'planned', outcome?.status,
      retraction && 'retracted', status === 'withheld' && status].filter(Boolean);
    article.className = ['entry', `kind-${entry.kind}`, ...reported || when.day ? [] : ['loose'], ...marks].join(' ');
    article.setAttribute('part', article.className);
    const title = titleOf(entry);
    const kind = words.kinds[entry.kind]?.label ?? entry.kind;
    const { timeZone } = this.chronicle.story;
    const time = reported ? words.say('list.published', words.clock(entry.recordedAt, timeZone)) : when.beside;
    article.replaceChildren(...[
      section && make(`h${this.level}.section`, { lang: words.language }, words.say(section)),
      day && make(`h${this.level}.day`, {}, day),
      make('div.when', {}, time && make('a.date', { href: this.#link(id), 'data-k': 'date' }, time),
        reported ? [make('span.yours', {}, words.yours(entry.recordedAt, timeZone)), make('span.happened', {}, entry.happened)]
          // Known to the minute.
          : [Date.parse(when.latest) - Date.parse(when.earliest) < 60_000 && make('span.yours', {}, words.yours(when.earliest, timeZone)), facts.text('span.note', when.note)]),
      make('div.body', {},
        make('p.meta', { lang: words.language }, make('span.kind', {}, kind),
          marks.filter(mark => mark !== 'key').map(mark => make('span.badge', {}, `· ${words.say(mark)}`))),
        make(`h${this.level + 1}.headline`, { id: `h-${id}`, lang: !title && words.language },
          title ?? takedown?.text ?? (/retracted|withheld/.test(status) ? words.say(`${status}-text`) : kind)),
        retraction && facts.text('p.remark', [make('b', { lang: words.language }, words.say('retracted')), `${words.comma}${this.#instant(retraction.at)}${retraction.reason && `: ${retraction.reason}`}`]),
        title && facts.text('p.remark', takedown?.text),
        facts.text('p.remark', takedown?.note),
        !retraction && this.#content(told, facts),
        this.#replies(entry, facts),
        make('p.recorded', { lang: words.language },
          make('a.permalink', { href: `${this.address}/entries/${id}`, title: words.say('permalink'), 'data-k': 'permalink' },
            reported ? words.say('permalink') : `${words.say('published-at')} ${this.#instant(entry.recordedAt)}`),
          !reported && make('span.yours', {}, words.yours(entry.recordedAt, timeZone)),
          entry.updatedAt !== entry.recordedAt && make('span.updated', {}, `${words.say('changed')} ${this.#instant(entry.updatedAt)}`))),
    ].filter(Boolean));
  }

  #instant(text) {
    return this.words.instant(text, this.chronicle.story.timeZone);
  }

  #content(entry, facts) {
    const { words } = this;
    const { outcome, latestOutcome } = entry;
    const notice = (...text) => facts.text('p.remark', text.flat());
    const sources = entry.sources.filter(source => !this.shared.includes(JSON.stringify(source)));
    return [
      entry.headline && facts.text('p.summary', entry.summary),
      entry.media.map(one => media(one, words, this.address)),
      latestOutcome && notice(`${words.say('latest-outcome')}: `, make('a.link', { href: this.#link(latestOutcome.entry), 'data-k': `o${latestOutcome.entry}` }, latestOutcome.display)),
      entry.noReport && notice(entry.noReport),
      outcome && notice(make('b', { lang: words.language }, words.say(outcome.status)), outcome.by && ` (${facts.name(outcome.by)})`,
        outcome.reason && `: ${outcome.reason}`, outcome.was && make('span.was', {}, ` ${words.say('before')}: ${outcome.was.display}`)),
      facts.claims(`${this.address}/entries/${entry.id}`),
      facts.figures(),
      entry.corrections?.map(({ class: sort, wrong, at }) =>
        facts.text('p.remark.correction', [make('b', { lang: words.language }, words.say(sort)), `${words.comma}${this.#instant(at)}${wrong ? `: ${wrong}` : ''}`])),
      entry.correctionCount > entry.corrections?.length && facts.text('p.remark',
        words.count('corrections-earlier', entry.correctionCount - entry.corrections.length), { lang: words.language }),
      make('div.facts', {},
        facts.facts(),
        this.#list('people', entry.people.map(({ name, nativeName, as }) => [make('b', {}, name), nativeName && ` ${nativeName}`, as && ` (${as})`])),
        this.#list('places', entry.places.map(place => [place])),
        this.#list('topics', (entry.topics ?? []).map(({ name, id }) => [name ?? id])),
        this.#list('links', entry.links.filter(({ entry: id }) => titleOf(this.chronicle.get(id))).map(({ entry: id, relation }) => [
          `${words.say(relation)}: `, make('a.link', { href: this.#link(id), 'data-k': id }, titleOf(this.chronicle.get(id)))])),
        this.#list('sources', sources.map((source, i) => this.source(source, entry.dates, i)))),
    ];
  }

  #list(name, items) {
    return items.length > 0 && make(`p.${name}`, {},
      make('span.term', { lang: this.words.language }, `${this.words.say(name)}: `), items.map((item, i) => make('span', {}, i > 0 && this.words.semicolon, item)));
  }

  /** Where the newsroom has something from. */
  source({ outlet, role, title, url, published, retrieved }, dates = {}, i = 0) {
    const { words } = this;
    return [words.name(outlet), role && ` (${words.say(role)})`, (title || web(url)) && ': ',
      web(url) ? make('a', { href: url, 'data-k': `s${i}` }, title ?? url) : title,
      published && `${words.comma}${dates[published] ?? published}`, retrieved && ` (${words.say('retrieved')} ${dates[retrieved] ?? retrieved})`];
  }

  // The words of who is concerned: whole, never folded, in the type of the entry itself, after a retraction too.
  #replies(entry, facts) {
    return entry.replies?.map(({ by, text, media: shown, at }) => make('div.reply', {},
      facts.text('p.claimant', [make('b', { lang: this.words.language }, this.words.say('reply')), ` · ${facts.name(by)}`, at && `${this.words.comma}${this.#instant(at)}`]),
      facts.text('p.summary', text),
      [shown ?? []].flat().map(one => media(one, this.words, this.address))));
  }

  #link(id) {
    return new URL(`#${id}`, location).href;
  }
}
