import { make } from './make.js';

/** What readers choose with, in one row that folds on a phone; the host's attributes say what is chosen. */
export class Controls {
  people = new Map();

  constructor(host) {
    this.host = host;
    this.filters = make('span.filters', { change: event => this.#choose(event.target) });
    this.fold = make('button.fold', { 'aria-expanded': 'false', click: () => {
      const open = this.filters.classList.toggle('open');
      this.fold.setAttribute('aria-expanded', open);
    } });
    this.node = make('span.controls', {}, this.fold, this.filters);
  }

  get kinds() {
    return this.host.getAttribute('kinds')?.match(/[^\s,]+/g) ?? [];
  }

  /** Whether an entry is among those that are chosen. */
  want({ id, kind, people, key, background, retraction }) {
    const { host, kinds } = this;
    const person = host.getAttribute('person');
    return (!kinds.length || kinds.includes(kind))
      && (!person || people.some(one => one.id === person) || (retraction && host.shadowRoot.getElementById(id)))
      && (key || !host.hasAttribute('key-only')) && (!background || host.hasAttribute('background'));
  }

  #choose({ name, type, checked, value }) {
    if (type === 'checkbox')
      this.host.toggleAttribute(name, checked);
    else if (name === 'person')
      this.#choosePerson(value);
    else
      this.host.setAttribute(name, value);
  }

  // One name is enough, as soon as it can only be one person's.
  #choosePerson(text) {
    const sought = text.trim().toLowerCase();
    const all = [...this.people].filter(([, name]) => name.toLowerCase().includes(sought));
    const [id] = all.find(([, name]) => name.toLowerCase() === sought) ?? (all.length === 1 ? all[0] : []);
    if (sought && !id)
      return;
    this.host.setAttribute('person', sought ? id : '');
  }

  /** Draws them anew where something about them changed. */
  update(entries) {
    const { host, filters } = this;
    const { words } = host;
    for (const { id, name } of entries.flatMap(entry => entry.people))
      this.people.set(id, name);
    const [kinds, person] = ['kinds', 'person'].map(name => host.getAttribute(name) ?? '');
    const select = (name, chosen, options) => make('select', { name, 'aria-label': words.say(`widget.${name}`) },
      Object.entries(options).map(([value, text]) => make('option', { value, selected: value === chosen }, text)));
    const controls = [
      select('kinds', kinds, { '': words.say('widget.kinds'), ...kinds && { [kinds]: kinds },
        ...Object.fromEntries(Object.values(words.kinds).filter(({ name }) => host.known.has(name)).map(({ name, label }) => [name, label])) }),
      make('input', { name: 'person', type: 'search', list: 'people', 'aria-label': words.say('widget.person'), placeholder: words.say('widget.person'),
        value: this.people.get(person) ?? person }),
      make('datalist', { id: 'people' }, [...this.people].map(([, name]) => make('option', { value: name }))),
      select('order', host.descending ? 'desc' : 'asc', { desc: words.say('newest'), asc: words.say('oldest') }),
      ...['key-only', 'background'].map(name => make('label', {}, make('input', { name, type: 'checkbox', checked: host.hasAttribute(name) }),
        ` ${words.say(name === 'key-only' ? 'key' : name)}`)),
    ];
    this.fold.textContent = words.say('view');
    if (controls.some((control, i) => !control.isEqualNode(filters.children[i]))) {
      const focus = host.shadowRoot.activeElement?.name;
      filters.replaceChildren(...controls);
      filters.querySelector(`[name="${focus}"]`)?.focus();
    }
  }
}
