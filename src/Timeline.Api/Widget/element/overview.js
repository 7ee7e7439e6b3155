import { drawBrief } from './head.js';
import { make } from './make.js';
import { read } from './service.js';

const TAGS = /^(svg|defs|linearGradient|stop|g|a|title|line|rect|circle|path|text)$/;

/** Draws what the service says in lists: [tag, attributes, ...children]. What is no part of a drawing is left out. */
function draw([tag, attributes, ...children], host) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', TAGS.test(tag) ? tag : 'g');
  for (const [key, value] of Object.entries(attributes)) {
    if (!/^on|href|style/i.test(key))
      node.setAttribute(key, value);
  }
  const { href } = attributes;
  if (href)
    node.setAttribute('href', new URL(href, location).href);
  // A part of what is too much to be drawn one by one: a few of it can be asked open.
  if (href?.startsWith('?'))
    node.addEventListener('click', event => {
      event.preventDefault();
      for (const [name, value] of new URLSearchParams(href))
        host.setAttribute(name, value);
    });
  node.append(...children.map(child => typeof child === 'string' ? child : draw(child, host)));
  return node;
}

/** The whole story on a time axis. */
export class Overview {
  constructor(host) {
    this.host = host;
    this.node = make('div.overview', { hidden: '' });
  }

  /** Says that the story has changed. */
  tell() {
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.host.isConnected && this.load(this.host.getAttribute('as-of'), 'no-cache'), 1_000);
  }

  async load(asOf, cache) {
    const { host, node } = this;
    const query = new URLSearchParams([['drawing', host.getAttribute('overview') !== 'off'], ['background', 'true'], ...host.tongue ? [['lang', host.tongue]] : [], ...asOf ? [['asOf', asOf]] : []]);
    const answer = await read(`${host.place.base}/overview?${query}`, cache).catch(() => null);
    if (asOf !== host.getAttribute('as-of') || host.showing.overview !== this)
      return;
    if (answer)
      drawBrief(host, answer);
    node.hidden = !answer?.drawing;
    if (node.hidden)
      return;
    const rules = new CSSStyleSheet();
    rules.replaceSync(answer.style);
    host.shadowRoot.adoptedStyleSheets = [host.shadowRoot.adoptedStyleSheets[0], rules];
    node.replaceChildren(draw(answer.drawing, host),
      make('ul.legend', {}, (answer.legend ?? []).map(({ label, drawing }) => make('li', {}, draw(drawing, host), make('span', {}, label)))));
  }
}
