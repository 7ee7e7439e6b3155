/** Makes an element; p.note has the class and part "note". Functions listen, strings become text; nothing is ever read as HTML. */
export function make(name, attributes, ...children) {
  const [tag, ...styles] = name.split('.');
  const style = styles.join(' ') || null;
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries({ class: style, part: style, ...attributes })) {
    if (typeof value === 'function')
      node.addEventListener(key, value);
    else if (value != null && value !== false)
      node.setAttribute(key, value);
  }
  node.append(...children.flat(9).filter(child => child || child === 0));
  return node;
}

/** An address that a link may lead to; null for every other. */
export const web = text => /^https?:\/\//i.test(text) ? text : null;

export const titleOf = entry => entry?.headline ?? entry?.summary;
