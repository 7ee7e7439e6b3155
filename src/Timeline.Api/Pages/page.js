// What a page does beside what it says without a script: the reader's own time, what is new since the last visit, and that
// something came in meanwhile. Nothing that is read moves.
const main = document.querySelector("#timeline");
const say = (text, value) => text.replace("{0}", value);

// A reader elsewhere gets each time in their own zone, beside the story's.
for (const time of document.querySelectorAll("time[data-clock]")) {
  const at = new Date(time.dateTime);
  const [, sign, hours = 0, minutes = 0] = time.textContent.match(/UTC(?:([+−])(\d+)(?::(\d+))?)?/) ?? [];
  const ahead = (sign === "−" ? -1 : 1) * (60 * hours + +minutes);
  if (main?.dataset.yours && ahead !== -at.getTimezoneOffset()) {
    const yours = at.toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit", hour12: /[AP]M|[صم] /i.test(time.textContent) });
    const beside = document.createElement("small");
    beside.className = "yours";
    beside.textContent = say(main.dataset.yours, yours);
    time.after(beside);
  }
}

const { story, live, version } = main?.dataset ?? {};
if (story) {
  const key = `timeline:${location.pathname}`;
  try {
    const seen = localStorage.getItem(key);
    for (const entry of seen ? main.querySelectorAll("article[data-at]") : []) {
      if (entry.dataset.at > seen) {
        entry.classList.add("is-new");
        entry.querySelector(".kicker").dataset.word = main.dataset.since;
      }
    }
    localStorage.setItem(key, new Date().toISOString());
  } catch {
    // Some readers let nobody keep anything.
  }
}

// The page asks while it is looked at, and says politely what has come in; the reader decides when to see it.
if (live) {
  let [after, news] = [Number(version), 0];
  const notice = Object.assign(document.createElement("p"), { className: "news" });
  notice.setAttribute("role", "status");
  main.prepend(notice);
  const look = async () => {
    if (document.hidden)
      return;
    try {
      const answer = await fetch(`${live}/changes?after=${after}`, { headers: { accept: "application/json" } });
      if (!answer.ok)
        return;
      const told = await answer.json();
      after = told.version;
      news += told.changes.filter((c) => c.type === "entry-recorded").length;
      if (told.changes.length === 0)
        return;
      const link = Object.assign(document.createElement("a"), { href: live, textContent: news ? say(main.dataset.news, news) : main.dataset.new });
      notice.replaceChildren(link);
    } catch {
      // It will be asked again.
    }
  };
  setInterval(look, 20000);
  document.addEventListener("visibilitychange", look);
}
