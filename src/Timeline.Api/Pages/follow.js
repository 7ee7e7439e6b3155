// A story that runs goes on by itself: the widget's own module tells of each change, over the one stream that all tabs and widgets
// of this site share. The page is then asked for as it is by now: what stands on it already is put right in its place, and what
// is new waits behind a notice, until the reader wants to see it.
const { live } = main?.dataset ?? {};
// The entry whose own page this is: changes of others do not concern it.
const only = main?.classList.contains("alone") && main.querySelector("article").id;

async function follow({ Feed, storyAt }) {
  const notice = Object.assign(document.createElement("p"), { className: "news" });
  notice.setAttribute("role", "status");
  main.prepend(notice);
  let soon, fresh, state;
  let runs = true;

  const reader = {
    version: Number(main.dataset.version),
    // What the page shows: behind, where it is hidden or could not look.
    shown: Number(main.dataset.version),
    lineage: main.dataset.lineage,
    status: word => {
      state = word;
      sayState();
    },
    // What is shown is no longer: an older backup was restored, or the story was taken down.
    reset: () => setTimeout(() => location.reload(), 5_000),
    take: change => {
      const isBehind = reader.shown < reader.version;
      reader.version = change.version;
      // A change of the story has no id. Who refers to this entry from now on is seen at its next change.
      if (only && change.id && change.id !== only) {
        if (!isBehind)
          reader.shown = change.version;
        return;
      }
      if (change.type === "entry-removed" && only) {
        main.replaceChildren(notice);
        setTimeout(() => location.reload(), spread(300));
        return;
      }
      if (change.type === "entry-removed")
        remove(change.id);
      if (change.type === "entry-recorded" && document.querySelector(".pages [rel=first]"))
        tell(document.querySelector(".pages [rel=first]").href, main.dataset.new);
      ask(300);
    },
  };

  // To many readers at once.
  function spread(wait) {
    return wait * (1 + 3 * Math.random());
  }

  // Changes come in bursts.
  function ask(wait) {
    soon ??= setTimeout(() => {
      soon = null;
      if (!document.hidden)
        look().catch(() => ask(20_000));
    }, spread(wait));
  }

  async function look() {
    const answer = await fetch(location.href.split("#")[0], { cache: "no-cache", headers: { accept: "text/html" } });
    const now = new DOMParser().parseFromString(await answer.text(), "text/html");
    const there = now.querySelector("#timeline");
    if (!(Number(there?.dataset.version) >= reader.version))
      return ask(answer.ok ? 2_000 : 20_000);
    reader.shown = Number(there.dataset.version);
    now.querySelector(".state").dataset.state = document.querySelector(".state").dataset.state;
    runs = "live" in there.dataset;
    document.title = now.title;
    renewHead(document.querySelector(".masthead"), now.querySelector(".masthead"));
    sayState();
    // With its history, and what refers to it by now.
    if (only && !main.contains(document.activeElement)) {
      addYours(there);
      main.replaceChildren(notice, ...document.adoptNode(there).childNodes);
      return;
    }
    const articles = [...there.querySelectorAll("article")];
    for (const article of articles) {
      const old = sent.has(article.id) && document.getElementById(article.id);
      if (old && sent.get(article.id) !== article.outerHTML) {
        sent.set(article.id, article.outerHTML);
        renew(old, article.cloneNode(true));
      }
    }
    fresh = articles.filter(article => !sent.has(article.id)).map(article => article.id);
    if (fresh.length)
      tell(location.href, say(main.dataset.news, fresh.length), () => show(now, there));
  }

  // Nothing is live in a story that is closed; an entry's own page does not say so of itself.
  function sayState() {
    document.querySelector(".state").dataset.state = runs && !only ? state : "";
  }

  function tell(href, text, click) {
    const link = Object.assign(document.createElement("a"), { href, textContent: text });
    link.addEventListener("click", event => {
      if (click) {
        event.preventDefault();
        click();
      }
    });
    notice.replaceChildren(link);
  }

  // All that is new at once, and the reader at the first of it.
  function show(now, there) {
    for (const article of there.querySelectorAll("article"))
      sent.set(article.id, article.outerHTML);
    notice.replaceChildren();
    main.replaceChildren(notice, ...document.adoptNode(there).childNodes);
    renew(document.querySelector(".tools"), now.querySelector(".tools"));
    addYours(main);
    seen(new Date().toISOString());
    for (const id of fresh)
      document.getElementById(id).classList.add("arrived");
    const first = document.getElementById(fresh[0]);
    first.tabIndex = -1;
    first.focus();
  }

  // Not under the reader's hands.
  function renew(old, now) {
    if (!old.contains(document.activeElement)) {
      addYours(now);
      old.replaceWith(now);
    }
  }

  // Part by part, so that a picture stays where it is.
  function renewHead(old, now) {
    const [parts, there] = [[...old.children], [...now.children]];
    if (parts.length !== there.length)
      renew(old, now);
    else
      parts.forEach((part, i) => part.isEqualNode(there[i]) || renew(part, there[i]));
  }

  function remove(id) {
    const article = document.getElementById(id);
    const day = article?.closest(".day");
    article?.remove();
    sent.delete(id);
    if (day && !day.querySelector("article"))
      day.remove();
  }

  document.addEventListener("visibilitychange", () => reader.shown < reader.version && ask(0));
  Feed.join(storyAt(new URL(live, location).href), "", reader);
}

if (live)
  follow(await import("../widget/story-timeline.js"));
