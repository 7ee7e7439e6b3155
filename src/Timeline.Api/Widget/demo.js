// The demo page: a form whose fields are the widget's attributes. Its style is here, because the page forbids inline
// style and has no other file.
const style = new CSSStyleSheet();
style.replaceSync(`
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; background: light-dark(#fff, #15171a); color: light-dark(#1c1b19, #eceae4); }
  body { margin: 0 auto; max-inline-size: 68rem; padding: 1rem; }
  h1, h2, h3 { line-height: 1.2; }
  h2 { margin-block-start: 3rem; }
  form { display: flex; flex-wrap: wrap; gap: .75rem 1.25rem; align-items: center; }
  input, select { font: inherit; padding: .2em .4em; max-inline-size: 11em; }
  pre { white-space: pre-wrap; padding: 1rem; background: light-dark(#f5f1ea, #23272c); }
  story-timeline { border: 1px solid light-dark(#cfcac1, #43474e); }
`);
document.adoptedStyleSheets = [style];

const form = document.querySelector('form');
const timeline = document.querySelector('#timeline');
form.story.value = new URLSearchParams(location.search).get('story') ?? form.story.value;

const address = () => new URL(`/stories/${encodeURIComponent(form.story.value)}`, location).href;

function apply() {
  for (const field of form.elements) {
    const value = field.type === 'checkbox' ? (field.checked ? '' : null) : field.value;
    const [name, text] = field.name === 'story' ? ['src', address()] : [field.name, value];
    if (text === null || (text === '' && field.type !== 'checkbox'))
      timeline.removeAttribute(name);
    else if (timeline.getAttribute(name) !== text)
      timeline.setAttribute(name, text);
  }
  show();
}

function show() {
  const attributes = [...timeline.attributes].filter(({ name }) => !['id', 'class'].includes(name));
  document.querySelector('#markup').textContent = `<script type="module" src="${new URL('/widget/story-timeline.js', location)}"></script>
<story-timeline ${attributes.map(({ name, value }) => value ? `${name}="${value}"` : name).join(' ')}></story-timeline>`;
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

form.addEventListener('change', apply);
form.addEventListener('submit', event => event.preventDefault());
apply();
for (const fixed of document.querySelectorAll('[data-fixed]'))
  fixed.setAttribute('src', address());
