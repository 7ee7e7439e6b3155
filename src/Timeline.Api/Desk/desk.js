// The desk works without this; it only spares the editor ways and keeps what is not sent yet.
const desk = document.querySelector("meta[name=desk]");

// Lists grow.
document.addEventListener("click", event => {
  const button = event.target.closest?.("button[data-add]");
  if (button) addRow(button).querySelector("input, textarea, select")?.focus();
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
  for (const button of root.querySelectorAll("button[data-add][hidden]")) button.hidden = false;
}
show(document);

// Keys: Ctrl + Enter sends; a letter alone, outside of inputs, follows what is marked with it.
document.addEventListener("keydown", event => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest?.("form") ?? document.querySelector("form[data-draft]");
    form?.querySelector("[data-key=send]")?.click();
  } else if (!event.ctrlKey && !event.metaKey && !event.altKey && !event.target.matches?.("input, textarea, select")) {
    document.querySelector(`a[data-key="${CSS.escape(event.key)}"]`)?.click();
  }
});

// Kinds are found by typing; Enter takes the first.
const filter = document.getElementById("kind-filter");
if (filter) {
  filter.hidden = false;
  if (!document.querySelector("form[data-preview]")) filter.focus();
  const kinds = [...document.querySelectorAll("#kinds li")];
  filter.addEventListener("input", () => {
    const typed = filter.value.trim().toLocaleLowerCase();
    for (const kind of kinds) kind.hidden = !kind.textContent.toLocaleLowerCase().includes(typed);
  });
  filter.addEventListener("keydown", event => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    kinds.find(kind => !kind.hidden)?.querySelector("a").click();
  });
}

// As readers will see it: asked for when typing pauses; of answers that overtake one another the last counts.
const form = document.querySelector("form[data-preview]");
if (form) {
  let pause, number = 0;
  const preview = document.getElementById("preview");
  const ask = async () => {
    const asked = ++number;
    const answer = await fetch(form.dataset.preview, {
      method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "X-Requested-With": "XMLHttpRequest" },
    }).catch(() => null);
    if (!answer?.ok || asked !== number) return;
    const html = await answer.text();
    if (asked !== number) return;
    preview.innerHTML = html;
    const reads = document.getElementById("f-when-reads");
    if (reads) reads.textContent = preview.querySelector("[data-reads]")?.textContent ?? "";
    document.getElementById("warnings").replaceChildren(...preview.querySelectorAll("[data-warnings]"));
  };
  const soon = () => { clearTimeout(pause); pause = setTimeout(ask, 400); };
  form.addEventListener("input", soon);
  soon();
}

// What is not sent is kept in this browser, by editor and form, and offered to that editor only.
const mine = `timeline-desk:${desk.dataset.actor}:`;
const drafts = () => Object.keys(localStorage).filter(name => name.startsWith(mine));
const read = name => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } };
const stored = new URLSearchParams(location.search).get("once");
for (const name of drafts()) if (stored && read(name)?.once === stored) localStorage.removeItem(name);

let unsent = false;
for (const form of document.querySelectorAll("form[data-draft]")) {
  const name = mine + form.dataset.draft;
  let pause;
  const save = () => localStorage.setItem(name, JSON.stringify({
    once: form.elements.once?.value,
    fields: [...new FormData(form)].filter(([field]) => !field.startsWith("__")),
  }));
  form.addEventListener("input", () => { unsent = true; clearTimeout(pause); pause = setTimeout(save, 200); });
  form.addEventListener("submit", () => { if (unsent) save(); unsent = false; });
  addEventListener("pagehide", () => { if (unsent) save(); });
  const draft = read(name);
  if (!draft || document.querySelector(".problems")) continue;
  if (sessionStorage.getItem("timeline-desk:carry") === name) restore(form, draft);
  else offer(form, draft, name);
}
sessionStorage.removeItem("timeline-desk:carry");

addEventListener("beforeunload", event => { if (unsent) event.preventDefault(); });
for (const link of document.querySelectorAll("a[data-carries]")) link.addEventListener("click", () => {
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  sessionStorage.setItem("timeline-desk:carry", mine + form.dataset.draft);
  form.dispatchEvent(new Event("submit"));
});

function offer(form, draft, name) {
  const bar = document.getElementById("draft");
  form.before(bar);
  bar.hidden = false;
  bar.querySelector("[data-restore]").addEventListener("click", () => { restore(form, draft); bar.hidden = true; });
  bar.querySelector("[data-discard]").addEventListener("click", () => { localStorage.removeItem(name); bar.hidden = true; });
}

function restore(form, draft) {
  for (const [name, value] of draft.fields) {
    const missing = () => !form.elements.namedItem(name);
    const list = [...form.querySelectorAll("button[data-add]")].find(button => name.startsWith(button.dataset.add + "["));
    for (let i = 0; missing() && list && i < 50; i++) addRow(list);
    const input = form.elements.namedItem(name);
    if (!input) continue;
    if (input.type === "checkbox") input.checked = true;
    else input.value = value;
    input.closest("details")?.setAttribute("open", "");
  }
  unsent = true;
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

// Signing out takes it along, and asks before.
document.querySelector("form.who")?.addEventListener("submit", event => {
  if (drafts().length === 0) return;
  if (confirm(event.target.dataset.ask)) { unsent = false; drafts().forEach(name => localStorage.removeItem(name)); }
  else event.preventDefault();
});
