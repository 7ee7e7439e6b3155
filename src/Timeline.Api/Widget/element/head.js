import { make, titleOf } from './make.js';
import { media } from './media.js';

const DAY = 86_400_000;

/** What stands above the entries: what the story is about, whether it is closed, where things stand, and the sources that all entries share. */
export function drawHead(host, story, standing, shared, view, dates) {
  const { ui, words } = host;
  const { language, standfirst, picture, closing, timeZone } = story;
  const say = (part, content) => {
    ui[part].replaceChildren(...[content].flat(9).filter(Boolean));
    ui[part].hidden = !ui[part].childNodes.length;
  };
  const lists = [
    ...['known', 'unknown'].map(name => [name, (standing?.[name] ?? []).map(({ text, entries }) => [text, entries.map((id, i) =>
      [' ', make('a', { href: new URL(`#${id}`, location).href, title: titleOf(host.shown.get(id)) }, `[${i + 1}]`)])])]),
    ['coming', (standing?.next ?? []).map(entry => [`${entry.when.display}: `, make('a', { href: new URL(`#${entry.id}`, location).href }, titleOf(entry))])],
  ].filter(([, points]) => points.length);
  const old = story.status === 'open' && standing?.at && Date.now() - Date.parse(standing.at) > DAY;
  ui.standfirst.lang = language;
  say('standfirst', standfirst);
  say('picture', picture && media(picture, words));
  say('closed', closing && [make('b', {}, words.say('closed')), `${words.comma}${words.instant(closing.at, timeZone)}`,
    closing.summary && make('span', { lang: language }, `: ${closing.summary}`),
    closing.continuedBy && [` ${words.say('continued-by')}: `, make('a', { href: `${host.place.service}/stories/${closing.continuedBy}` }, closing.continuedBy)]]);
  say('standing', lists.length > 0 && [
    make(`h${host.level + 1}`, {}, words.say('standing')),
    old && make('p.since', {}, words.say('widget.standing-old', words.instant(standing.at, timeZone))),
    lists.map(([name, points]) => [make('p.list', {}, words.say(name)),
      make('ul', { lang: language }, points.map(point => make('li', {}, point)))])]);
  say('shared', shared.length > 0 && [`${words.say('sources')}: `, shared.map((source, i) => [i > 0 && words.semicolon, view.source(JSON.parse(source), dates, i)])]);
}

/** What the service says of the whole story in brief: how much there is, since when, what was put right, and the key moments. */
export function drawBrief({ ui, words, place, showing, story }, { within, window, updatedAt, moments, days, ...answer }) {
  const put = ['corrections', 'retractions'].filter(name => answer[name]).map(name => `${words.say(name)} (${words.number(answer[name])})`);
  ui.count.replaceChildren(`${words.count('entries', within)}${words.comma}${window} · ${words.say('updated')} ${words.instant(updatedAt, story.timeZone)}`,
    ...put.length || answer.replies ? [' · ', make('a.link', { href: `${place.base}/corrections` }, put.join(words.comma) || words.say('corrections'))] : []);
  ui.moments.replaceChildren(make('summary', {}, words.say('key-moments')), make('ul', {}, moments.map(({ entry, display, headline }) =>
    make('li', {}, `${display}: `, make('a.link', { href: new URL(`#${entry}`, location).href, lang: story.language }, headline)))));
  ui.count.hidden = false;
  ui.moments.hidden = !moments.length;
  showing.controls.days = days;
  showing.controls.update([]);
}

/** The sources that all of several entries have, as JSON: they are said once. */
export function sharedBy(entries) {
  const told = entries.filter(({ sources }) => sources.length);
  if (told.length < 2)
    return [];
  return told[0].sources.map(source => JSON.stringify(source))
    .filter(source => told.every(({ sources }) => sources.some(other => JSON.stringify(other) === source)));
}
