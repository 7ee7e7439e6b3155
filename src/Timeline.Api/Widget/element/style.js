import { CSS } from './given.js';

/** One sheet for all widgets of a page; a page's policy for styles does not concern it. */
export const STYLE = new CSSStyleSheet();
STYLE.replaceSync(CSS);
