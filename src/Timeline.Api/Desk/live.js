// What others do in the story, as it happens. Nothing on the page moves: a line that is always there says it, and marks at the
// margin show where. The text under the editor's hands stays as it is.
const line = document.getElementById("live");
const status = line?.querySelector("[aria-live]");
const show = line?.querySelector("a");
const here = line?.dataset.entry;
const changed = [];
let present = [];
let source;

function say() {
  const texts = [...present.filter(p => !here || p.entry === here).map(p => here ? p.here : p.text), ...changed.slice(-1)];
  const text = texts.join(" ");
  if (status.textContent === text) return;
  status.textContent = text;
  status.title = text;
}

function mark() {
  const busy = new Set(present.map(p => p.entry));
  for (const row of document.querySelectorAll("#entries > li")) row.classList.toggle("is-busy", busy.has(row.id.slice(2)));
}

function open() {
  source = new EventSource(line.dataset.live);
  source.addEventListener("presence", event => { present = JSON.parse(event.data); say(); mark(); });
  source.addEventListener("change", event => {
    const change = JSON.parse(event.data);
    // What is done elsewhere in the story is nothing to whoever is at work on one entry.
    if (here && change.entry !== here) return;
    changed.push(here ? change.here : change.text);
    document.getElementById(`e-${change.entry}`)?.classList.add("is-changed");
    show.href = location.href;
    // A form would lose what is written in it.
    show.hidden = Boolean(line.dataset.presence);
    say();
    // What comes after a pause begins here.
    const address = new URL(line.dataset.live, location.href);
    address.searchParams.set("after", event.lastEventId);
    line.dataset.live = address.href;
  });
}

function beat(gone) {
  const body = new URLSearchParams({ [line.dataset.field]: line.dataset.token, gone });
  if (gone) navigator.sendBeacon(line.dataset.presence, body);
  else fetch(line.dataset.presence, { method: "POST", body, headers: { "X-Requested-With": "XMLHttpRequest" } }).catch(() => {});
}

if (line) {
  open();
  // A page in the background needs none of the few connections that a browser has.
  document.addEventListener("visibilitychange", () => {
    source.close();
    if (document.visibilityState === "visible") open();
  });
  if (line.dataset.presence) {
    beat(false);
    setInterval(() => beat(false), 5000);
    addEventListener("pagehide", () => beat(true));
    addEventListener("pageshow", event => { if (event.persisted) beat(false); });
  }
}
