const MOST = 2;
export const RESTS = 60_000;

/** The frames of one page that can share nothing else: they send each other messages, so that a few of them stream and the others ask. */
export class Kin {
  #id = Math.random().toString(36).slice(2);
  #others = new Map();
  isFrame = globalThis !== globalThis.parent;

  /** `wants` says whether we are in this position at all, `changed` that our own place has changed. */
  constructor(service, wants, changed) {
    Object.assign(this, { service, wants });
    if (this.isFrame)
      addEventListener('message', event => this.#meet(event, changed));
  }

  announce(to) {
    if (!this.isFrame || !this.wants())
      return;
    const message = { timeline: this.service, id: this.#id, seen: !document.hidden, answer: !to };
    const tell = frame => {
      for (let i = 0; i < frame.length; i++) {
        frame[i] !== globalThis.window && frame[i].postMessage(message, '*');
        tell(frame[i]);
      }
    };
    to ? to.postMessage(message, '*') : tell(globalThis.top);
  }

  #meet({ data, source }, changed) {
    if (!this.wants() || data?.timeline !== this.service || data.id === this.#id)
      return;
    const before = this.isAmongFirst;
    this.#others.set(data.id, { seen: data.seen, at: Date.now() });
    if (data.answer)
      this.announce(source);
    if (before !== this.isAmongFirst)
      changed();
  }

  get isAmongFirst() {
    return [...this.#others].filter(([id, { seen, at }]) => seen && id < this.#id && Date.now() - at < 3 * RESTS).length < MOST;
  }
}
