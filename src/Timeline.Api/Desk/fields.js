// What single fields do beside: pictures go up, names are looked up, entries are called by their headlines.
const desk = document.querySelector("meta[name=desk]");

// A picture goes up as soon as it is chosen; what its file says of itself fills what is empty.
document.addEventListener("change", async event => {
  const input = event.target.closest?.("input[data-upload]");
  const file = input?.files[0];
  if (!file) return;
  const { form } = input, says = document.getElementById(input.getAttribute("aria-describedby"));
  const body = new FormData();
  body.append("file", file);
  says.textContent = input.dataset.busy;
  const answer = await fetch(`${desk.content}/pictures`, {
    method: "POST", body,
    headers: { "X-Requested-With": "XMLHttpRequest", RequestVerificationToken: form.elements.__RequestVerificationToken.value },
  }).catch(() => null);
  const told = await answer?.json().catch(() => null);
  if (!answer?.ok) {
    document.getElementById("expired").hidden = answer?.status !== 401;
    says.textContent = answer?.status === 401 ? input.dataset.failed : told?.detail ?? input.dataset.failed;
    input.value = "";
    return;
  }
  says.textContent = input.dataset.done;
  // It is not sent again with the form.
  input.value = "";
  for (const [field, value] of Object.entries(told)) {
    const target = form.elements.namedItem(`${input.dataset.upload}.${field}`);
    if (target && (!target.value || ["url", "width", "height"].includes(field))) target.value = value;
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
});

// Names, places, outlets and topics are looked up from the third letter on: people in the register, the rest in all stories.
// Of a name that nobody has it is said that it is new.
const known = new Map([...document.querySelectorAll("datalist")].map(list => [list.id, new Map([...list.options].map(option => [option.value, ""]))]));
let looked = 0;
document.addEventListener("input", async event => {
  const input = event.target, name = input.getAttribute?.("list"), list = document.getElementById(name);
  if (!["people", "places", "outlets", "topics"].includes(name) || !list) return;
  const [typed, number, names] = [input.value.split(";").pop().trim(), ++looked, known.get(name)];
  if (typed.length > 2 && !names.has(typed)) {
    const answer = await fetch(`${desk.content}/lookup/${name}?q=${encodeURIComponent(typed)}`, { headers: { "X-Requested-With": "XMLHttpRequest" } }).catch(() => null);
    for (const { name: found, about } of answer?.ok ? await answer.json() : []) {
      if (!names.has(found)) list.append(Object.assign(document.createElement("option"), { value: found, label: about }));
      names.set(found, about);
    }
    if (number !== looked) return;
  }
  // Places and outlets are words alone: none is made.
  if (!["people", "topics"].includes(name)) return;
  say(input, typed.length < 3 ? "" : names.get(typed) ?? desk.dataset.new);
});

function say(input, text, aloud = true) {
  let says = input.nextElementSibling;
  if (!says?.matches("[data-says]")) {
    if (!text) return;
    input.after(says = Object.assign(document.createElement("p"), { className: "hint" }));
    says.toggleAttribute("data-says", true);
  }
  // What is said as one types is read out; what the page begins with is not.
  if (aloud) says.setAttribute("role", "status");
  says.textContent = text;
}

// An entry is named by its id, which says nothing to anybody: its headline stands beneath.
const headlines = new Map([...document.getElementById("entries")?.options ?? []].map(option => [option.value, option.label]));
const call = (input, aloud) => say(input, headlines.get(input.value.trim()) ?? "", aloud);
document.querySelectorAll("input[list=entries]").forEach(input => call(input, false));
document.addEventListener("input", event => { if (event.target.matches?.("input[list=entries]")) call(event.target); });
