// Filter, search and sort. Everything can be read without this script.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const list = byId("list");
  const tools = byId("tools");
  if (!list || !tools) return;
  const files = [...list.querySelectorAll(":scope > details")];
  const search = byId("search");
  const sort = byId("sort");
  const shown = byId("shown");
  const boxes = [...tools.querySelectorAll("input[type=checkbox]")];
  tools.hidden = false;

  // What a person may search for: path, rules, titles, places.
  const text = new Map(files.map((file) => [file, file.textContent.toLowerCase()]));

  function apply() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdicts = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    let n = 0;
    for (const file of files) {
      const visible =
        verdicts.has(file.dataset.verdict) && words.every((word) => text.get(file).includes(word));
      file.hidden = !visible;
      if (visible) n += 1;
    }
    shown.textContent = `${n} of ${files.length} files shown`;
  }

  const orders = {
    worst: (a, b) => a.dataset.rank - b.dataset.rank,
    path: (a, b) => (a.dataset.path < b.dataset.path ? -1 : a.dataset.path > b.dataset.path ? 1 : 0),
    size: (a, b) => b.dataset.size - a.dataset.size,
  };
  sort.addEventListener("change", () => {
    files.sort(orders[sort.value]);
    list.append(...files);
  });
  search.addEventListener("input", apply);
  for (const box of boxes) box.addEventListener("change", apply);
  const unfold = byId("unfold");
  unfold.addEventListener("click", () => {
    const open = unfold.textContent === "Open all";
    for (const file of files) if (!file.hidden) file.open = open;
    unfold.textContent = open ? "Close all" : "Open all";
  });

  // A tile shows the files it counts.
  for (const tile of document.querySelectorAll("[data-filter]")) {
    tile.addEventListener("click", () => {
      search.value = "";
      for (const box of boxes) box.checked = box.value === tile.dataset.filter;
      apply();
    });
  }
  // A link to a file opens it, whatever the filter says.
  function reveal() {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    const file = target && target.closest("#list > details");
    if (!file) return;
    file.hidden = false;
    file.open = true;
    target.scrollIntoView();
  }
  window.addEventListener("hashchange", reveal);
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing) {
      event.preventDefault();
      search.focus();
    }
  });
  // On paper nothing can be opened: what needs attention is printed open.
  let opened = [];
  window.addEventListener("beforeprint", () => {
    const quiet = new Set(["clean", "not-a-model"]);
    opened = files.filter((f) => !f.hidden && !f.open && !quiet.has(f.dataset.verdict));
    for (const file of opened) file.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const file of opened) file.open = false;
  });
  apply();
  reveal();
})();
