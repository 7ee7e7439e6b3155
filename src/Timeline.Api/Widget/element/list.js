import { make } from './make.js';

/** The entries on the page. The focus and what the reader looks at stay where they are. */
export class List {
  constructor(host, feed) {
    Object.assign(this, { host, feed, root: host.shadowRoot });
  }

  place(list, view) {
    const { feed, root } = this;
    const focus = root.activeElement;
    const holder = focus?.closest('.entry');
    const index = [...feed.children].indexOf(holder);
    let before = '', above;
    // Each heading once, where the first of its entries is.
    const days = Map.groupBy(list, entry => `${view.headingOf(entry)} ${entry.aftermath}`);
    const articles = [...days.values()].flat().map((entry, i) => {
      const { id } = entry;
      const article = root.getElementById(id) ?? make('article', { id, tabindex: 0, 'aria-labelledby': `h-${id}` });
      const part = entry.aftermath ? 'aftermath' : entry.background && view.chronicle.by !== 'reported' ? 'background' : 'timeline';
      // The story's own part needs no name unless another one stands before it.
      const section = part !== before && (part !== 'timeline' || i > 0) && part;
      const heading = view.headingOf(entry);
      const day = (section || heading !== above) && heading;
      [before, above] = [part, heading];
      if (article.entry !== entry || article.section !== section || article.day !== day)
        view.draw(article, entry, section, day);
      return Object.assign(article, { entry, section, day, ariaPosInSet: i + 1, ariaSetSize: view.chronicle.next ? -1 : list.length });
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
    article?.scrollIntoView();
  }

  key(event) {
    const side = { PageDown: 'nextSibling', PageUp: 'previousSibling' }[event.key];
    const to = event.target.closest('.entry')?.[side];
    if (to && !event.ctrlKey) {
      event.preventDefault();
      this.show(to);
    }
  }

  /** Whether the reader is at the start of the list, or at its end. */
  at(start) {
    const { top, bottom } = this.feed.getBoundingClientRect();
    return start ? top >= this.#window.top - 1 : bottom <= this.#window.bottom + 1;
  }

  keep(change) {
    const { host, feed } = this;
    const { top, bottom } = this.#window;
    const places = [...feed.children].map(node => [node, node.getBoundingClientRect()]).filter(([, r]) => r.bottom > top && r.top < bottom);
    // Rather one seen whole: the others may grow out of sight.
    const whole = places.filter(([, r]) => r.top >= top);
    const end = host.getBoundingClientRect().bottom;
    change();
    const [node, old] = [...whole, ...places].find(([{ isConnected }]) => isConnected) ?? [];
    const now = node?.getBoundingClientRect();
    const moved = node ? now.top - old.top : end <= top ? host.getBoundingClientRect().bottom - end : 0;
    if (moved)
      (this.#scroller ?? window).scrollBy({ top: moved, behavior: 'instant' });
  }

  get #window() {
    return this.#scroller?.getBoundingClientRect() ?? { top: 0, bottom: innerHeight };
  }

  get #scroller() {
    for (let node = this.host; node !== document.body && node; node = node.assignedSlot ?? node.parentNode ?? node.host) {
      if (node.clientHeight < node.scrollHeight && /auto|scroll/.test(getComputedStyle(node).overflowY))
        return node;
    }
    return null;
  }
}
