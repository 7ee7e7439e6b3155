import { make } from './make.js';

/** What readers choose with, in one row that folds on a phone; the host's attributes say what is chosen. */
export class Controls {
  people = new Map();
  kinds = new Set();
  days = [];

  constructor(host) {
    this.host = host;
    this.filters = make('span.filters', { change: event => this.#choose(event.target) });
    this.fold = make('button.fold', { 'aria-expanded': 'false', click: () => {
      const open = this.filters.classList.toggle('open');
      this.fold.setAttribute('aria-expanded', open);
    } });
    this.node = make('span.controls', {}, this.fold, this.filters);
  }

  #choose({ name, type, checked, value }) {
    const { host } = this;
    if (type === 'checkbox')
      host.toggleAttribute(name, checked);
    else if (name === 'person')
      this.#choosePerson(value);
    else if (name === 'day')
      ['from', 'to'].forEach((end, i) => host.setAttribute(end, value || this.given[i]));
    else
      host.setAttribute(name, value);
    // Each sort has an order of its own.
    if (name === 'by')
      host.removeAttribute('order');
  }

  // One name is enough, as soon as it can only be one person's.
  #choosePerson(text) {
    const sought = text.trim().toLowerCase();
    const all = [...this.people].filter(([, name]) => name.toLowerCase().includes(sought));
    const [id] = all.find(([, name]) => name.toLowerCase() === sought) ?? (all.length === 1 ? all[0] : []);
    if (sought && !id)
      return;
    this.host.setAttribute('person', sought && id);
  }

  /** Draws them anew where something about them changed. */
  update(entries) {
    const { host, filters } = this;
    const { words, query } = host;
    for (const { id, name } of entries.flatMap(entry => entry.people))
      this.people.set(id, name);
    for (const { kind } of entries)
      this.kinds.add(kind);
    const [kinds, person, from, to] = ['kinds', 'person', 'from', 'to'].map(name => host.getAttribute(name) ?? '');
    const day = from === to && from;
    // What the publisher chose holds again after a day.
    this.given = day && this.given || [from, to];
    const named = (name, label) => ({ name, 'aria-label': words.say(label), placeholder: words.say(label), size: Math.max(20, words.say(label).length) });
    const select = (name, label, chosen, options) => make('select', { name, 'aria-label': words.say(label) },
      options.map(([value, text]) => make('option', { value, selected: value === chosen }, words.say(text))));
    const check = (name, label) => make('label', {}, make('input', { name, type: 'checkbox', checked: host.hasAttribute(name) }), ` ${words.say(label)}`);
    const controls = [
      make('input', { ...named('q', 'search'), type: 'search', value: host.getAttribute('q') }),
      select('kinds', 'widget.kinds', kinds, [['', 'widget.kinds'], ...kinds && !words.kinds[kinds] ? [[kinds, kinds]] : [],
        ...Object.values(words.kinds).filter(({ name }) => this.kinds.has(name) || name === kinds).map(({ name, label }) => [name, label])]),
      make('input', { ...named('person', 'widget.person'), type: 'search', list: 'people', value: this.people.get(person) ?? person }),
      make('datalist', { id: 'people' }, [...this.people].map(([, name]) => make('option', { value: name }))),
      select('day', 'jump', day,
        [['', 'jump'], ...this.days.map(({ edtf, display, entries }) => [edtf, `${display} (${words.number(entries)})`])]),
      select('by', 'view', query.by, [['reported', 'by.reported'], ['happened', 'by.happened']]),
      select('order', 'widget.order', query.descending ? 'desc' : 'asc', [['desc', 'newest'], ['asc', 'oldest']]),
      check('key-only', 'key'), check('background', 'background'),
    ];
    this.fold.textContent = words.say('view');
    if (controls.some((control, i) => !control.isEqualNode(filters.children[i]))) {
      const focus = host.shadowRoot.activeElement?.name;
      filters.replaceChildren(...controls);
      filters.querySelector(`[name="${focus}"]`)?.focus();
    }
  }
}
