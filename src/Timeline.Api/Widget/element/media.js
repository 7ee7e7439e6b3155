import { make, web } from './make.js';

const FILM = /\.(mp4|webm|mov|m4v)$/i;
const SOUND = /\.(mp3|m4a|og[ga]|opus|wav|flac)$/i;
const PLATFORM = /youtu|vimeo|tiktok|twitter|html?$/i;

/**
 * A picture or recording with its credit. What cannot be shown here (a page, a video of a platform, what a page over https would
 * not load) is a card with its link: nothing of another site's runs until a reader asks for it.
 */
export function media({ url, alt, caption, credit, made, licence, graphic, width, height }, words, story) {
  // What was uploaded is below the service's own address.
  url = url?.replace(/^\/p/, `${story}/../../p`);
  const label = key => make('span', { lang: words.language }, `${words.say(key)}: `);
  const card = () => make('p.alt', {}, label('picture'), web(url) ? make('a', { href: url }, alt) : alt);
  const path = url?.split(/[?#]/)[0];
  const player = FILM.test(path) ? 'video.player' : SOUND.test(path) && 'audio.player';
  const node = !/^https:|\.\.\/p/i.test(url) || PLATFORM.test(url) ? card()
    : player ? make(player, { src: url, controls: '', preload: 'none', 'aria-label': alt })
    : make('img.image', { src: url, alt, width, height, loading: 'lazy', referrerpolicy: 'no-referrer', error: ({ target }) => target.replaceWith(card()) });
  return make('figure.media', {}, graphic ? make('details', {}, make('summary', {}, label('graphic'), alt), node) : node,
    make('figcaption.caption', {}, caption, ' ', make('span.credit', {}, [made && made !== 'photo' && words.say(`made.${made}`),
      credit && `${words.say('credit')}: ${credit}`, licence].filter(Boolean).join(' · '))));
}
