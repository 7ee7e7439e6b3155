import { SENTENCES } from './given.js';

/** What is said to readers: by the service, in the language asked for or else the story's; before it has spoken, that it cannot be reached. */
export class Words {
  kinds = {};

  constructor(host) {
    this.language = [host.closest('[lang]')?.lang, ...navigator.languages].map(t => t?.slice(0, 2)).find(t => SENTENCES[t]) ?? 'en';
    this.words = { 'widget.unreachable': SENTENCES[this.language] };
  }

  take({ language, direction, locale, kinds, words }) {
    Object.assign(this, { language, direction, words, kinds: Object.fromEntries(kinds.map(kind => [kind.name, kind])) });
    // As the service writes numbers: in the digits 0 to 9.
    this.locale = `${locale}-u-nu-latn`;
    this.plurals = new Intl.PluralRules(language);
    [this.comma, this.semicolon] = [words.comma, words.semicolon];
  }

  say(key, ...values) {
    return (this.words[key] ?? key).replace(/\{(\d)\}/g, (place, i) => values[i] ?? place);
  }

  /** A name in Latin letters before a date: in a script from right to left it would draw the number of the day to itself (UAX 9). */
  name(text) {
    return this.direction === 'rtl' ? `\u2068${text}\u2069` : text;
  }

  count(key, n) {
    const form = `${key}.${this.plurals.select(n)}`;
    return this.say(this.words[form] ? form : `${key}.other`, this.number(n));
  }

  number(n) {
    return n?.toLocaleString(this.locale, { maximumFractionDigits: 12 });
  }

  /** The day of an instant of the newsroom's own in the story's zone. What is said of dates of the world comes in words from the service. */
  day(text, timeZone) {
    return new Date(text).toLocaleDateString(this.locale, { timeZone, dateStyle: 'long' });
  }

  /** The same with its weekday, as the service writes headings. */
  heading(text, timeZone) {
    const weekday = new Date(text).toLocaleDateString(this.locale, { timeZone, weekday: 'long' });
    return `${this.say('date.weekday', weekday)} ${this.day(text, timeZone)}`;
  }

  clock(text, timeZone) {
    return this.#time(text, timeZone) + this.#offset(text, timeZone);
  }

  // The zone stands behind what a language says after the time.
  instant(text, timeZone) {
    return this.say('date.time', this.day(text, timeZone), this.#time(text, timeZone)) + this.#offset(text, timeZone);
  }

  #time(text, timeZone) {
    return new Date(text).toLocaleTimeString(this.locale, { timeZone, timeStyle: 'short' });
  }

  #offset(text, timeZone) {
    const offset = new Date(text).toLocaleDateString('en', { timeZone, timeZoneName: 'shortOffset' }).split('GMT')[1].replace(/^\+0$/, '');
    return ` (UTC${offset.replace('-', '−')})`;
  }

  /** The same time in the zone of a reader elsewhere; of another day than the story's, with that day. */
  yours(text, timeZone) {
    const weekday = this.day(text) === this.day(text, timeZone) ? undefined : 'short';
    const [own, theirs] = [undefined, timeZone].map(zone => new Date(text).toLocaleTimeString(this.locale, { timeZone: zone, weekday, hour: 'numeric', minute: '2-digit' }));
    return own !== theirs && this.say('page.yours', own);
  }
}
