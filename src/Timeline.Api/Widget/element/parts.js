import { make } from './make.js';

/** What the element is made of, by name, in the order in which it stands. */
export function partsOf(host, { overview, list, advance, more }) {
  const ui = {};
  const part = (name, tag, attributes, ...children) => ui[name] = make(`${tag}.${name}`, attributes, ...children);
  const hidden = { hidden: '' };
  part('root', 'div', {},
    part('title', `h${host.level}`, hidden),
    part('standfirst', 'p', hidden),
    part('count', 'p', hidden),
    part('picture', 'div', hidden),
    part('closed', 'p', hidden),
    part('standing', 'section', hidden),
    overview,
    part('moments', 'details', hidden),
    part('shared', 'p', hidden),
    part('bar', 'div', hidden, part('status', 'span', { role: 'status' })),
    part('banner', 'div', hidden, part('was', 'span', { role: 'status' }), part('present', 'button', { click: () => host.removeAttribute('as-of') })),
    make('div.news', {}, part('notice', 'button', { ...hidden, click: advance })),
    part('slot', 'slot'),
    part('feed', 'div', { ...hidden, role: 'feed', keydown: event => list().key(event) }),
    part('fault', 'p', { ...hidden, role: 'status' }),
    part('more', 'button', { ...hidden, click: more }),
    part('aloud', 'div', { role: 'status' }));
  return ui;
}
