import { make } from './make.js';
import { read } from './service.js';

/** The slider through the public versions of a story. */
export class Past {
  moments = [];
  output = make('output');

  constructor(host) {
    const label = host.words.say('widget.past');
    this.range = make('input.slider', { type: 'range', max: 0, 'aria-label': label,
      input: () => this.#label(host), change: () => host.setAttribute('as-of', this.moments[this.range.value].version) });
    this.node = make('details.past', { toggle: () => this.#open(host) }, make('summary', {}, label), this.range, this.output);
  }

  async #open(host) {
    let url = `${host.place.base}/changes?after=${this.moments.at(-1)?.version ?? 0}`;
    while (url) {
      const page = await read(url);
      this.moments.push(...page.changes);
      url = page.next && new URL(page.next, url);
    }
    const at = this.moments.findIndex(({ version }) => `${version}` === host.getAttribute('as-of'));
    const max = this.moments.length - 1;
    Object.assign(this.range, { max, value: at < 0 ? max : at });
    this.#label(host);
  }

  #label({ words, shown }) {
    if (!this.moments.length)
      return;
    this.output.value = words.instant(this.moments[this.range.value].recordedAt, shown.story.timeZone);
    this.range.setAttribute('aria-valuetext', this.output.value);
  }
}
