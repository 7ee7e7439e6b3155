import { web } from './make.js';

/** Why nothing can be shown: a code that names the sentence, and what the service answered. */
export class Fault extends Error {
  constructor(code, status, problem) {
    super(problem?.detail ?? code);
    Object.assign(this, { code, status, problem });
  }

  /** Whether it may pass by itself. */
  get passes() {
    return /unreachable|service/.test(this.code);
  }
}

const NAMED = { 'unknown-story': 'error.unknown-story', 'not-yet': 'error.not-yet', 'removed-on-legal-grounds': 'error.451', 'removed-by-editors': 'error.410' };
/** The service that this module is from. */
export const HOME = import.meta.url.split('/widget/')[0];

const TYPE = 'urn:timeline:problem:';
const underWay = new Map();

/** The JSON at an address of the service; several widgets that ask for the same at once share the answer. */
export function read(url, cache = 'default') {
  const key = `${cache} ${url}`;
  if (!underWay.has(key))
    underWay.set(key, fetchJson(url, cache).finally(() => underWay.delete(key)));
  return underWay.get(key);
}

async function fetchJson(url, cache) {
  let answer;
  try {
    answer = await fetch(url, { cache, headers: { accept: 'application/json' }, signal: AbortSignal.timeout(20_000) });
  } catch {
    throw new Fault('widget.unreachable');
  }
  const { status } = answer;
  // Cut off in the middle: what it was to say is not known, and may be asked again.
  const body = await answer.json().catch(error => {
    if (error instanceof SyntaxError)
      return null;
    throw new Fault('widget.unreachable');
  });
  if (answer.ok && body)
    return body;
  const type = body?.type?.startsWith(TYPE) ? body.type.slice(TYPE.length) : '';
  throw new Fault(
    NAMED[type] ?? (body?.errors?.kind ? 'widget.unknown-kind' : status === 429 || status > 499 ? 'error.service'
      : type ? 'error.request' : 'widget.wrong-address'),
    status, body);
}

/** Where a story's address leads: the service, the story's id, and its own address; null where it is none of a story. */
export function storyAt(src) {
  const [, service, , story] = web(src)?.match(/^(.*)\/(stories|embed)\/([a-z0-9-]+)\/?$/) ?? [];
  return story && { service, story, base: `${service}/stories/${story}` };
}

/** The kinds, their fields and all words, in a language: shared as other answers are. */
export const catalogueOf = (service, language) => read(`${service}/kinds?lang=${language}`);
