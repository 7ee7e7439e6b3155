// The demo page: a form whose fields are the widget's attributes. What its style needs beside the pages' sheet is here,
// because the page forbids inline style.
const style = new CSSStyleSheet();
style.replaceSync(`
  body section, form.set-up { margin-block-start: 2.5rem; }
  form.set-up { display: flex; flex-wrap: wrap; gap: .6rem 1.25rem; align-items: end; margin-block-start: 0; }
  .set-up label:not(:has([type=checkbox])) { display: grid; }
  .set-up label:has([type=checkbox]) { padding-block: .25em; }
  .set-up input { color: inherit; background: var(--paper); border: 1px solid var(--soft); border-radius: .25rem; }
  form.set-up, main > p, table, pre { font: var(--s1)/1.45 var(--sans); }
  input, select, button { font: inherit; padding: .25em .5em; max-inline-size: 11em; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: 1rem; background: var(--wash); }
  .own { --timeline-paper: #f2e9d8; --timeline-ink: #2b2118; --timeline-soft: #5c4a36; --timeline-line: #d8c8aa; --timeline-wash: #e9dcc3;
    --timeline-accent: #7a3b00; --timeline-serif: system-ui, sans-serif; }
  .own::part(headline) { font-weight: 500; }
  story-timeline { border: 1px solid var(--line); margin-block-start: .6rem; }
  table { inline-size: 100%; border-collapse: collapse; margin-block: 1rem; }
  th, td { text-align: start; vertical-align: top; padding: .3em .8em .3em 0; border-block-end: 1px solid var(--line); }
`);
document.adoptedStyleSheets = [style];

const { markup: script } = await (await fetch('/widget/story-timeline.json')).json();
const form = document.querySelector('form');
const timeline = document.querySelector('#timeline');
form.story.value = new URLSearchParams(location.search).get('story') ?? form.story.value;

const address = () => new URL(`/stories/${encodeURIComponent(form.story.value)}`, location).href;

// The first of several choices is what goes without saying.
function wanted({ type, checked, value, options }) {
  if (type === 'checkbox')
    return checked ? '' : null;
  return value === '' || value === options?.[0].value ? null : value;
}

function apply() {
  for (const field of form.elements) {
    const [name, text] = field.name === 'story' ? ['src', address()] : [field.name, wanted(field)];
    if (text === null)
      timeline.removeAttribute(name);
    else if (timeline.getAttribute(name) !== text)
      timeline.setAttribute(name, text);
  }
  show();
}

function show() {
  const attributes = [...timeline.attributes].filter(({ name }) => !['id', 'class'].includes(name))
    .map(({ name, value }) => value ? `${name}="${value.replaceAll('"', '&quot;')}"` : name);
  document.querySelector('#markup').textContent = `${script}
<story-timeline ${attributes.join(' ')}>
  <a href="${address()}">Timeline</a>
</story-timeline>`;
}

// What the reader chooses inside the widget shows in the form too.
new MutationObserver(() => {
  for (const field of form.elements) {
    if (field.type === 'checkbox')
      field.checked = timeline.hasAttribute(field.name);
    else if (field.name !== 'story')
      field.value = timeline.getAttribute(field.name) ?? field.options?.[0].value ?? '';
  }
  show();
}).observe(timeline, { attributes: true });

document.querySelector('#copy').addEventListener('click', async () => {
  const said = document.querySelector('output');
  const markup = document.querySelector('#markup');
  try {
    await navigator.clipboard.writeText(markup.textContent);
    said.value = 'Copied.';
  } catch {
    // Only pages that came over https may write to the clipboard.
    getSelection().selectAllChildren(markup);
    said.value = 'Selected; press Ctrl+C.';
  }
});

form.addEventListener('change', apply);
form.addEventListener('submit', event => event.preventDefault());
apply();
for (const fixed of document.querySelectorAll('[data-fixed]'))
  fixed.setAttribute('src', address());
