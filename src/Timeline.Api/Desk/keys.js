// Lists by keyboard: j and k go from line to line, x chooses, h holds what has the focus, or what is chosen; / finds.
const rows = () => [...document.querySelectorAll(".rows > li:not(.day)")];
const current = () => document.activeElement?.closest?.(".rows > li");

function go(step) {
  const all = rows();
  const to = all[Math.max(0, Math.min(all.length - 1, all.indexOf(current()) + step))];
  to?.querySelector("a")?.focus();
}

const acts = {
  j: () => go(1),
  k: () => go(current() ? -1 : 1),
  x: () => current()?.querySelector("input[type=checkbox]")?.click(),
  "/": () => document.querySelector("input[type=search]")?.focus(),
  h: () => {
    const several = document.getElementById("several");
    if (several?.querySelector("input[type=checkbox]:checked")) several.elements.reason?.focus();
    else current()?.querySelector("a[data-hold]")?.click();
  },
};

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.("input:not([type=checkbox]), textarea, select")) return;
  const act = acts[event.key];
  if (!act || (event.key === "h" && document.querySelector("a[data-key=h]"))) return;
  if (event.key === "/") event.preventDefault();
  act();
  if (event.key === "h" && document.activeElement?.id === "reason") event.preventDefault();
});
