/** What is asked for: by the host's attributes, and where they are silent about the order, by the state of the story. */
export class Query {
  constructor(host) {
    this.host = host;
  }

  get kinds() {
    return this.host.getAttribute('kinds')?.match(/[^\s,]+/g) ?? [];
  }

  /** A story that runs is read as it was reported, one that is closed as it happened. */
  get by() {
    return this.host.getAttribute('by') ?? (this.closed ? 'happened' : 'reported');
  }

  get descending() {
    return (this.host.getAttribute('order') ?? (this.by === 'reported' ? 'desc' : 'asc')) !== 'asc';
  }

  /** Whether only the service can tell what is wanted. */
  get searches() {
    return ['from', 'to', 'q'].some(name => this.host.getAttribute(name));
  }

  get isFiltered() {
    return this.searches || ['kinds', 'person', 'key-only'].some(name => this.host.hasAttribute(name));
  }

  /** Whether an entry is among those that are chosen. */
  wants({ id, kind, people, key, background, retraction }) {
    const { host, kinds } = this;
    const person = host.getAttribute('person');
    return (!kinds.length || kinds.includes(kind))
      && (!person || people.some(one => one.id === person) || (retraction && host.shadowRoot.getElementById(id)))
      && (key || !host.hasAttribute('key-only')) && (!background || host.hasAttribute('background'));
  }

  /** Where the service has it. */
  address(base, lang) {
    const { host } = this;
    const asked = ['limit', 'from', 'to', 'person', 'q'].map(name => [name, host.getAttribute(name)]);
    const query = [['lang', lang], ['order', this.descending ? 'desc' : 'asc'], ['by', this.by], ...asked, ['asOf', host.getAttribute('as-of')],
      ['key', host.hasAttribute('key-only')], ['background', host.hasAttribute('background')], ...this.kinds.map(kind => ['kind', kind])];
    return `${base}/timeline?${new URLSearchParams(query.filter(([, value]) => value))}`;
  }
}
