// The demo page: a form whose fields are the widget's attributes. Its style is here, because the page forbids inline
// style and has no other file.
const style = new CSSStyleSheet();
style.replaceSync(`
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; background: light-dark(#fff, #15171a); color: light-dark(#1c1b19, #eceae4); }
  body { margin: 0 auto; max-inline-size: 68rem; padding: 1rem; }
  h1, h2, h3 { line-height: 1.2; }
  h2 { margin-block-start: 3rem; }
  form { display: flex; flex-wrap: wrap; gap: .75rem 1.25rem; align-items: center; }
  input, select, button { font: inherit; padding: .2em .4em; max-inline-size: 11em; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: 1rem; background: light-dark(#f5f1ea, #23272c); }
  .own { --timeline-paper: #f2e9d8; --timeline-ink: #2b2118; --timeline-accent: #7a3b00; --timeline-font: system-ui; }
  .own::part(headline) { font-weight: 500; }
  story-timeline { border: 1px solid light-dark(#cfcac1, #43474e); }
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
