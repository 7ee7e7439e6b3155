// The desk works without this; it only spares the editor ways.

// Lists grow.
document.addEventListener("click", event => {
  const button = event.target.closest?.("button[data-add]");
  if (!button) return;
  const first = addRow(button).querySelector("input, textarea, select");
  if (event.isTrusted) first?.focus();
});

function addRow(button) {
  const list = button.closest("fieldset.list");
  const number = [...list.children].filter(row => row.matches(".row, .field")).length;
  const template = list.querySelector(":scope > template");
  const html = template.innerHTML.replaceAll(button.dataset.token, String(number));
  template.insertAdjacentHTML("beforebegin", html);
  show(template.previousElementSibling);
  return template.previousElementSibling;
}

function show(root) {
  for (const hidden of root.querySelectorAll("button:is([data-add], [data-tick], [data-copy])[hidden]")) hidden.hidden = false;
}
show(document);

// A new story is mostly where its editor is; what came back with problems was chosen.
const zone = document.querySelector("form[data-draft='/desk/open'] #f-timeZone");
if (zone?.value === "UTC" && !document.querySelector(".problems")) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";

// All boxes of a list; all addresses.
document.addEventListener("click", async event => {
  const { tick, copy, done } = event.target.dataset ?? {};
  if (tick !== undefined) {
    for (const box of event.target.closest("fieldset").querySelectorAll("input[type=checkbox]")) box.checked = true;
    event.target.form?.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (copy === undefined) return;
  const text = document.getElementById(copy);
  text.select();
  // Browsers have the first only where the page came over https.
  const copied = navigator.clipboard ? await navigator.clipboard.writeText(text.value).then(() => true, () => false) : false;
  if (copied || document.execCommand("copy")) event.target.textContent = done;
});

// Keys: Ctrl + Enter sends; a letter alone, outside of inputs, follows what is marked with it; ? says which there are.
const keys = document.getElementById("keys");
document.addEventListener("keydown", event => {
  const typing = event.target.matches?.("input:not([type=checkbox]), textarea, select");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest?.("form") ?? document.querySelector("form[data-draft]");
    form?.querySelector("[data-key=send]")?.click();
  } else if (event.key === "Escape" && typing) event.target.blur();
  else if (event.ctrlKey || event.metaKey || event.altKey || typing || keys?.open) return;
  else if (event.key === "?") showKeys();
  else if (event.key === "p") document.getElementById("preview")?.focus();
  else document.querySelector(`a[data-key="${CSS.escape(event.key)}"]`)?.click();
});

// The page's own keys are those of its links.
function showKeys() {
  if (!keys) return;
  for (const own of keys.querySelectorAll("[data-own]")) own.remove();
  for (const link of document.querySelectorAll("a[data-key]:not([data-key=g])")) {
    const key = Object.assign(document.createElement("kbd"), { textContent: link.dataset.key });
    const [term, what] = ["dt", "dd"].map(name => document.createElement(name));
    term.append(key);
    what.textContent = link.textContent;
    for (const part of [term, what]) part.toggleAttribute("data-own", true);
    keys.querySelector("dl").append(term, what);
  }
  keys.showModal();
}
for (const button of document.querySelectorAll("[data-keys]")) {
  button.hidden = false;
  button.addEventListener("click", showKeys);
}
keys?.querySelector("[data-close]").addEventListener("click", () => keys.close());

// What is wrong leads to its field, wherever that is folded away.
for (const link of document.querySelectorAll(".problems a[href^='#']")) link.addEventListener("click", event => {
  const found = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  const field = found?.matches("input, textarea, select") ? found : found?.querySelector("input:not([type=hidden]), textarea, select");
  if (!field) return;
  event.preventDefault();
  for (let at = field; at = at.parentElement?.closest("details");) at.open = true;
  field.focus();
});

// What was wrong with a field was so of what was sent: of another text it is not said. Its line stays, so that nothing moves under the mouse.
document.addEventListener("change", ({ target }) => {
  if (target.getAttribute?.("aria-invalid") !== "true") return;
  target.removeAttribute("aria-invalid");
  const wrong = document.getElementById(`${target.id}-wrong`);
  if (wrong) wrong.textContent = "\u00a0";
});

// What a browser itself refuses, such as half a date, is shown wherever it is folded away: else it would keep the form from being sent without a word.
document.addEventListener("invalid", event => {
  for (let at = event.target; at = at.parentElement?.closest("details");) at.open = true;
}, true);

// Without accents, points of Arabic letters' vowels and its article, which some write and some do not.
const folded = text => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase().replace(/(^|\s)\u0627\u0644(?=\S{2})/gu, "$1");

// Kinds are found by typing what they are called, or another word for it in whatever form; Enter takes the first, and rather one that is called so.
const filter = document.getElementById("kind-filter");
if (filter) {
  filter.hidden = false;
  if (!document.querySelector("form[data-preview]")) filter.focus();
  const kinds = [...document.querySelectorAll("#kinds li")];
  let first = kinds[0];
  filter.addEventListener("input", () => {
    const typed = folded(filter.value.trim());
    const called = kinds.filter(kind => folded(kind.textContent).includes(typed) || typed.startsWith(folded(kind.textContent)));
    const words = typed.split(/\s+/).filter(word => word.length > 2);
    const meant = kinds.filter(kind => folded(kind.dataset.also).split(" ").filter(Boolean).some(word => words.some(one => word.startsWith(one) || one.startsWith(word))));
    const found = [...called, ...meant];
    first = found[0];
    for (const kind of kinds) kind.hidden = found.length > 0 && !found.includes(kind);
    // What goes by another name here is chosen from all of them.
    document.getElementById("no-kind").hidden = found.length > 0;
  });
  filter.addEventListener("keydown", event => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    first?.querySelector("a").click();
  });
}

// A form that is all of its page is begun with at once.
if (!document.querySelector(".problems")) document.querySelector("form[data-begin]")?.querySelector("input:not([type=hidden]), textarea, select")?.focus();

const texts = form => [...new FormData(form)].filter(([, value]) => typeof value === "string");

// As readers will see it: asked for when typing pauses; of answers that overtake one another the last counts.
const form = document.querySelector("form[data-preview]");
if (form) {
  let pause, number = 0;
  const preview = document.getElementById("preview");
  const ask = async () => {
    const asked = ++number;
    const answer = await fetch(form.dataset.preview, {
      method: "POST", body: new URLSearchParams(texts(form)), headers: { "X-Requested-With": "XMLHttpRequest" },
    }).catch(() => null);
    // Whoever is signed out meanwhile keeps the text.
    document.getElementById("expired").hidden = answer?.status !== 401;
    if (!answer?.ok || asked !== number) return;
    const html = await answer.text();
    if (asked !== number) return;
    preview.innerHTML = html;
    const reads = document.getElementById("f-when-reads");
    if (reads) reads.replaceChildren(...preview.querySelector("[data-reads]")?.cloneNode(true).childNodes ?? []);
    // What is wrong with the date says it already, where it was sent so.
    if (reads?.textContent === document.getElementById("f-when-wrong")?.textContent) reads.replaceChildren();
    document.getElementById("warnings")?.replaceChildren(...preview.querySelectorAll("[data-warnings]"));
  };
  const soon = () => { clearTimeout(pause); pause = setTimeout(ask, 400); };
  form.addEventListener("input", soon);
  soon();
}

// A second click sends nothing: not everything that is sent can be told to be the same.
for (const form of document.querySelectorAll("form[method=post]:not(.who)")) {
  let sent = false;
  form.addEventListener("submit", event => {
    if (!event.submitter) return;
    if (sent) event.preventDefault();
    sent = true;
    setTimeout(() => { sent = false; }, 3000);
  });
}
