// What is not sent is kept in this browser, by editor, form and tab, and offered to that editor only.
const { actor } = document.querySelector("meta[name=desk]").dataset;
const mine = `timeline-desk:${encodeURIComponent(actor)}:`, OUT = `timeline-desk-out:${actor}`;

// A browser may keep nothing, or have no room left: forms work without, and say so.
const attempt = (act, otherwise) => { try { return act(); } catch { return otherwise; } };
const kept = () => attempt(() => Object.keys(localStorage).filter(name => name.startsWith(mine)), []);
const read = name => attempt(() => JSON.parse(localStorage.getItem(name)), null);
const forget = name => attempt(() => localStorage.removeItem(name));
const keep = (name, text) => attempt(() => { localStorage.setItem(name, JSON.stringify(text)); return true; }, false);
const CARRY = "timeline-desk:carry", TAB = "timeline-desk:tab";

// A duplicated tab has the other's id in its storage, too: whose it is holds a lock of its name for as long as its page is there. The page before
// this one in the same tab may take a moment to go.
let tab = attempt(() => sessionStorage[TAB], null);
const renamed = () => { tab = Math.random().toString(36).slice(2); attempt(() => { sessionStorage[TAB] = tab; }); };
const held = () => new Promise(known => navigator.locks.request(`${TAB}:${tab}`, { signal: AbortSignal.timeout(500) },
  () => { known(true); return new Promise(() => {}); }).catch(() => known(false)));
if (!tab) renamed();
// Browsers have locks only where the page came over https.
const named = !navigator.locks ? Promise.resolve() : held().then(mine => { if (!mine) { renamed(); held(); } });

const carried = attempt(() => sessionStorage.getItem(CARRY), null);
attempt(() => sessionStorage.removeItem(CARRY));

const stored = new URLSearchParams(location.search).get("once") ?? document.querySelector("[data-stored]")?.dataset.stored;
for (const name of kept()) if (stored && read(name)?.once === stored) forget(name);

const texts = form => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !name.startsWith("__"));
const own = form => `${mine}${form.dataset.draft}#${tab}`;
// While an earlier text of this tab is offered, what is typed meanwhile has a place beside it.
const nameOf = form => own(form) + (form.dataset.slot ?? "");
const refused = document.querySelector(".problems");

let unsent = false, out = false;
// Who signs out in another tab takes along what is in this one, too, also what was just being kept while the other tab looked.
addEventListener("storage", event => {
  if (event.key !== OUT) return;
  [unsent, out] = [false, true];
  kept().filter(name => name.includes(`#${tab}`)).forEach(forget);
});
for (const form of document.querySelectorAll("form[data-draft]")) {
  let pause;
  const save = () => {
    document.getElementById("unkept").hidden = !out && keep(nameOf(form), { once: form.elements.once?.value, at: Date.now(), fields: texts(form) });
  };
  form.addEventListener("input", () => { unsent = true; clearTimeout(pause); pause = setTimeout(() => named.then(save), 200); });
  // What was refused is sent under another number, by which it is known to be stored.
  form.addEventListener("submit", () => { if (unsent || refused) save(); unsent = false; });
  addEventListener("pagehide", () => { if (unsent) save(); });
  if (!refused) named.then(() => offerNext(form));
}

// This tab's own first, then what was written last: each tab keeps its own, so that none writes over another's.
function offerNext(form) {
  const name = kept().filter(name => name.startsWith(`${mine}${form.dataset.draft}#`) && read(name)?.fields)
    .sort((one, other) => (other === nameOf(form)) - (one === nameOf(form)) || (read(other).at ?? 0) - (read(one).at ?? 0))[0];
  if (!name) return;
  if (carried === name) restore(form, name);
  else offer(form, name);
}

function offer(form, name) {
  const bar = document.getElementById("draft");
  form.before(bar);
  bar.hidden = false;
  if (name === nameOf(form)) form.dataset.slot = `.${Date.now()}`;
  bar.querySelector("[data-restore]").onclick = () => { bar.hidden = true; restore(form, name); };
  bar.querySelector("[data-discard]").onclick = () => { bar.hidden = true; forget(name); offerNext(form); };
}

function restore(form, name) {
  const text = read(name);
  // Another tab may have sent it meanwhile.
  if (!text) return;
  if (name.startsWith(own(form))) form.dataset.slot = name.slice(own(form).length);
  const lost = text.fields.filter(([field, value]) => !put(form, field, value) && value.trim() && !["once", "seen", "base"].includes(field));
  const bar = document.getElementById("lost");
  bar.hidden = lost.length === 0;
  bar.querySelector("textarea").value = lost.map(([, value]) => value).join("\n");
  if (lost.length > 0) form.before(bar);
  unsent = true;
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

// Whether the form, which may be another one by now, has a place for it.
function put(form, name, value) {
  const missing = () => !form.elements.namedItem(name);
  const list = [...form.querySelectorAll("button[data-add]")].find(button => name.startsWith(button.dataset.add + "["));
  for (let i = 0; missing() && list && i < 50; i++) list.click();
  const input = form.elements.namedItem(name);
  if (!input) return false;
  if (input instanceof RadioNodeList) for (const box of input) box.checked ||= box.value === value;
  else if (input.type === "checkbox") input.checked = true;
  else input.value = value;
  input.closest?.("details")?.setAttribute("open", "");
  return input instanceof RadioNodeList || input.type === "checkbox" || input.value === value.replaceAll("\r\n", "\n");
}

addEventListener("beforeunload", event => { if (unsent) event.preventDefault(); });
for (const link of document.querySelectorAll("a[data-carries]")) link.addEventListener("click", () => {
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  attempt(() => sessionStorage.setItem(CARRY, nameOf(form)));
  form.dispatchEvent(new Event("submit"));
});

// Signing out takes it along, and asks before.
document.querySelector("form.who")?.addEventListener("submit", event => {
  if (kept().length === 0) return;
  if (confirm(event.target.dataset.ask)) {
    [unsent, out] = [false, true];
    kept().forEach(forget);
    attempt(() => localStorage.setItem(OUT, Date.now()));
    forget(OUT);
  }
  else event.preventDefault();
});
