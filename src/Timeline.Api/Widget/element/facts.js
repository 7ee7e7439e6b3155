import { make, titleOf, web } from './make.js';

// So many claims, as on the page.
const LISTED = 4;
// Who was asked and said nothing: that is worth saying.
const IN_VAIN = ['declined-to-comment', 'did-not-respond'];

/** An entry without what says again what another part of it says: the service tells what that is. A claim that is about something stays whole. */
export function once(entry) {
  const told = structuredClone(entry);
  for (const path of entry.repeats ?? []) {
    const names = path.match(/\w+/g);
    const last = names.pop();
    // Another version of the service may know of more parts.
    const part = names.reduce((within, name) => within?.[name], told);
    if (part && !part.about)
      delete part[last];
  }
  return told;
}

/** What is said in an entry besides its own text: claims, numbers, the fields of its kind. Needs the words, the chronicle and the entry. */
export class Facts {
  constructor(words, chronicle, entry) {
    const { people, details = {}, dates = {} } = entry;
    Object.assign(this, { words, chronicle, entry, people, dates });
    this.own = (words.kinds[entry.kind]?.fields ?? []).map(field => ({ ...field, items: [details[field.name] ?? []].flat() }));
  }

  text(name, text, attributes) {
    return text?.length > 0 && make(name, attributes, text);
  }

  name(by) {
    return [by].flat().map(one => one.unnamed ?? this.people.find(({ id }) => id === one)?.name ?? one).join(this.words.comma);
  }

  because(by) {
    const why = [by].flat().map(one => one.because).filter(Boolean).join(this.words.semicolon);
    return why && ` (${this.words.say('not-named')} ${why})`;
  }

  #of(type) {
    return this.own.filter(field => field.type === type).flatMap(({ items, label, name }) => items.map(item => ({ label, field: name, ...item })));
  }

  #at(place) {
    return this.own.filter(({ shown }) => shown === place).flatMap(({ items, type }) => items.map(item => this.#say(item, { type })));
  }

  /** Words of others: quotations of the kind first, then claims; the entry's own page has all. */
  claims(address) {
    const { words, entry } = this;
    const quotes = this.#of('quote');
    const via = through => through && `${words.say('via')} ${words.name(through)}`;
    const original = text => this.text('q.original', text, { lang: this.#at('language')[0] ?? '', title: words.say('original') });
    const by = [...this.#at('attribution'), ...this.#at('through').map(via)].filter(Boolean).join(words.comma);
    const claims = [...entry.claims, ...this.#of('claim')].filter(({ text, quote, about, verb }) => text || quote || about || IN_VAIN.includes(verb));
    return [
      quotes.length > 0 && make('figure.claim', {}, quotes.map(quote => [this.text('q.quote', quote.text), original(quote.original)]),
        by && this.text('figcaption.claimant', by)),
      claims.slice(0, LISTED).map(claim => make('div.claim', {},
        this.text('p.claimant', [claim.label && `${claim.label}: `, make('b', {}, this.name(claim.by)), ` · ${words.say(claim.verb)}`,
          [via(claim.via), this.dates[claim.said]].filter(Boolean).map(more => words.comma + more), this.because(claim.by)]),
        this.#about(claim.about),
        this.text('p.said', claim.text),
        claim.quote && [this.text('q.quote', claim.quote), original(claim.original)])),
      claims.length > LISTED && make('a.link', { href: address, 'data-k': 'more' }, words.say('more')),
    ];
  }

  #about(about) {
    const of = about && this.chronicle.get(about.entry ?? (about.claim ? this.entry.id : about));
    const claim = of?.claims?.[about.claim - 1];
    const by = claim ? `${new Facts(this.words, this.chronicle, of).name(claim.by)}: ` : '';
    return of && this.text('p.of', `${this.words.say('said-of')} ${by}${claim?.text ?? claim?.quote ?? titleOf(of)}`);
  }

  /** Numbers, each with its author; of each author about the same thing the last. */
  figures() {
    const { words } = this;
    return [...this.#of('figure'), ...this.entry.figures].map(figure => this.text('p.figure', [
      (figure.label ?? figure.what) && `${figure.label ?? figure.what}: `, make('b.value', {}, this.#amount(figure)), ` ${figure.of ?? ''} `,
      make('span.according', {}, `${words.say('according')} ${this.name(figure.by)}`, figure.via && `${words.comma}${words.say('via')} ${words.name(figure.via)}`,
        figure.asOf && `${words.comma}${words.say('as-of-day')} ${this.dates[figure.asOf]}`, this.because(figure.by))]));
  }

  #amount({ value, from, to, atLeast, atMost, about, words: said, unit }) {
    const { words } = this;
    const units = unit?.startsWith('%') ? unit : unit && ` ${unit}`;
    const [one, least, most, near] = [value, atLeast, atMost, about].map(n => n != null && words.number(n) + (units ?? ''));
    return one || (to != null ? words.say('figure.range', words.number(from), words.number(to)) + (units ?? '') : null)
      || least && words.say('figure.at-least', least) || most && words.say('figure.at-most', most)
      || near && words.say('figure.about', near) || said + (units ?? '');
  }

  /** The other fields of its kind; those who are named with their roles anyway, and its own date, are not said twice. */
  facts() {
    const { entry } = this;
    return this.own.filter(({ shown }) => shown === 'fact' || shown === 'plannedDate').map(field => {
      const items = field.items.filter(item => !(field.type === 'person' && this.people.some(({ id, name }) => id === item || name === item))
        && !(field.shown === 'plannedDate' && (item === entry.when.edtf || item === entry.outcome?.was?.edtf)));
      const said = items.map(item => field.type === 'link' && web(item) ? make('a', { href: item }, item) : this.#say(item, field))
        .filter(Boolean);
      return said.length > 0 && this.text('p.fact', [make('span.term', { lang: this.words.language }, `${field.label}: `), said.map((item, i) => [i > 0 && this.words.semicolon, item])]);
    });
  }

  #say(item, { type, words, fields }) {
    return {
      person: () => this.name(item), date: () => this.dates[item] ?? item, number: () => this.words.number(item),
      word: () => words?.find(({ word }) => word === item)?.label, yesNo: () => this.words.say(item ? 'yes' : 'no'),
      tally: () => this.#amount(item),
      group: () => fields.flatMap(field => [item[field.name] ?? []].flat().map(one =>
        `${field.type === 'tally' ? `${field.label} ` : ''}${this.#say(one, field)}`)).join(this.words.comma),
    }[type]?.() ?? item;
  }
}
