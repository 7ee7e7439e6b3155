const STORIES = 20;
const EVENTS = ['entry-recorded', 'entry-changed', 'entry-removed', 'past-changed', 'story-changed', 'story-reset', 'story-removed', 'unknown-story'];

/** The stream of several stories of a service. It is opened anew when others are wanted; the one before it goes on until that is there. */
export class Stream {
  /** How far each story has been told. */
  at = {};
  stories = [];
  #lineages = {};

  /** `changed`: other stories are live; `refused`: it must be opened anew by somebody; `told`: an event. */
  constructor(service, { changed, refused, told }) {
    Object.assign(this, { service, changed, refused, told });
  }

  open(wants) {
    const stories = Object.keys(wants).sort().slice(0, STORIES);
    const query = new URLSearchParams(stories.map(story => ['story', story]));
    const pairs = value => stories.map(story => `${story}:${value(story)}`).join();
    const lineages = pairs(story => this.#lineages[story] ?? wants[story].lineage);
    const wanted = `${query} ${lineages}`;
    if (this.wanted === wanted && this.source?.readyState < 2)
      return;
    query.append('after', pairs(story => this.at[story] ?? wants[story].seen));
    query.append('lineage', lineages);
    const before = this.source;
    const source = new EventSource(`${this.service}/live?${query}`);
    Object.assign(this, { wanted, source });
    source.onopen = () => {
      before?.close();
      this.#are(stories);
    };
    source.onerror = () => {
      if (source !== this.source)
        return;
      before?.close();
      this.#are([]);
      // The browser comes again by itself unless it was refused.
      if (source.readyState === 2)
        this.refused();
    };
    for (const type of EVENTS)
      source.addEventListener(type, ({ data }) => source === this.source && this.#take(type, data));
  }

  close() {
    this.source?.close();
    Object.assign(this, { source: null, wanted: null, at: {} });
    this.#lineages = {};
    this.#are([]);
  }

  #are(stories) {
    this.stories = stories;
    this.changed();
  }

  #take(type, data) {
    const { storyId, version, lineage } = JSON.parse(data);
    // What is not there, or not there any more, has none.
    if (!version) {
      this.#are(this.stories.filter(story => story !== storyId));
      return this.told(type, data);
    }
    this.at[storyId] = version;
    this.told(type, data);
    // The address of the stream names the history that is over.
    if (type === 'story-reset') {
      this.#lineages[storyId] = lineage;
      this.refused(0);
    }
  }
}
