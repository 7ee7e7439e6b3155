// What a page does beside what it says without a script: the reader's own time, and what is new since the last visit. Nothing that
// is read moves.
const main = document.querySelector("#timeline");
const say = (text, value) => text.replace("{0}", value);

// A reader elsewhere gets each time in their own zone, beside the story's.
function addYours(within) {
  for (const time of within.querySelectorAll("time[data-clock]")) {
    const at = new Date(time.dateTime);
    const [, sign, hours = 0, minutes = 0] = time.textContent.match(/UTC(?:([+−])(\d+)(?::(\d+))?)?/) ?? [];
    const ahead = (sign === "−" ? -1 : 1) * (60 * hours + +minutes);
    if (main?.dataset.yours && ahead !== -at.getTimezoneOffset()) {
      // Of another day than the story's, with that day.
      const weekday = new Date(+at + 60_000 * ahead).getUTCDate() === at.getDate() ? undefined : "short";
      const yours = at.toLocaleTimeString(main.dataset.locale, { weekday, hour: "numeric", minute: "2-digit" });
      const beside = document.createElement("small");
      beside.className = "yours";
      beside.textContent = say(main.dataset.yours, yours);
      time.after(beside);
    }
  }
}

const PICTURES = ".media img, .photo";

// A picture that does not come is a card with its link, as one is that cannot be shown.
function card(picture) {
  const [shown, link] = [document.createElement("p"), document.createElement("a")];
  shown.className = "card";
  shown.append(Object.assign(link, { href: picture.src, textContent: picture.alt }));
  picture.replaceWith(shown);
}

document.addEventListener("error", ({ target }) => target.matches?.(PICTURES) && card(target), true);
for (const picture of document.querySelectorAll(PICTURES)) {
  if (picture.complete && !picture.naturalWidth)
    card(picture);
}

const { story } = main?.dataset ?? {};
const key = `timeline:${location.pathname}`;

// Until when the reader has seen the story.
function seen(until) {
  try {
    const before = localStorage.getItem(key);
    localStorage.setItem(key, until);
    return before;
  } catch {
    // Some readers let nobody keep anything.
    return null;
  }
}

// As the service sent them, before anything is added.
const sent = new Map([...main?.querySelectorAll("article") ?? []].map(article => [article.id, article.outerHTML]));

addYours(document);
const before = story && seen(new Date().toISOString());
for (const entry of before ? main.querySelectorAll("article[data-at]") : []) {
  if (entry.dataset.at > before) {
    entry.classList.add("is-new");
    entry.querySelector(".kicker").dataset.word = main.dataset.since;
  }
}
