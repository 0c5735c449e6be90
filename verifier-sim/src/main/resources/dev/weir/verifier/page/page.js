"use strict";
const all = (root, query) => [...root.querySelectorAll(query)];
for (const article of all(document, "article")) {
  const json = article.querySelector('script[type="application/json"]');
  if (!json) continue;
  const data = JSON.parse(json.textContent);
  const insns = new Map(all(article, ".insn").map(row => [row.dataset.slot, row]));
  const sources = new Map(all(article, ".src").map(row => [row.dataset.line, row]));
  const byLine = new Map();
  for (const row of insns.values()) {
    if (!byLine.has(row.dataset.line)) byLine.set(row.dataset.line, []);
    byLine.get(row.dataset.line).push(row);
  }
  const blocks = all(article, ".block").sort((a, b) => a.dataset.slot - b.dataset.slot);
  const panel = article.querySelector(".state .scroll");
  let marked = [];
  const mark = rows => {
    marked.forEach(row => row.classList.remove("sel"));
    marked = rows.filter(Boolean);
    marked.forEach(row => row.classList.add("sel"));
  };
  const show = row => {
    const box = row?.closest(".scroll");
    if (!box) return;
    const top = row.offsetTop - box.offsetTop;
    if (top < box.scrollTop || top > box.scrollTop + box.clientHeight - 30) {
      box.scrollTop = top - box.clientHeight / 3;
    }
  };
  const element = (name, text) => Object.assign(document.createElement(name), {textContent: text});
  const state = slot => {
    const known = data.states[slot] ?? [];
    panel.replaceChildren();
    if (!known.length) panel.append(element("p", "No path reaches this instruction, or states were not kept."));
    known.forEach((text, i) => {
      panel.append(element("h3", `before instruction ${slot}` + (known.length > 1 ? `, visit ${i + 1}` : "")));
      const list = document.createElement("dl");
      for (const part of text.map(number => data.parts[number])) {
        const cut = part.indexOf("=");
        list.append(element("dt", part.slice(0, cut)), element("dd", part.slice(cut + 1)));
      }
      panel.append(list);
    });
  };
  const select = (slot, lines) => {
    const row = insns.get(String(slot));
    if (!row) return;
    const block = blocks.filter(b => Number(b.dataset.slot) <= Number(slot)).at(-1);
    mark([row, ...(lines ?? []), sources.get(row.dataset.line), block]);
    show(row);
    show(sources.get(row.dataset.line));
    state(slot);
  };
  article.addEventListener("click", event => {
    const step = event.target.closest("[data-step]");
    if (step) return move(step.dataset.step);
    const source = event.target.closest(".src");
    if (source) {
      const rows = byLine.get(source.dataset.line) ?? [];
      return rows.length ? select(rows[0].dataset.slot, rows) : mark([source]);
    }
    const target = event.target.closest("[data-slot]");
    if (target) {
      select(target.dataset.slot);
      if (target.classList.contains("go")) article.querySelector(".panes").scrollIntoView({block: "nearest"});
    }
  });
  article.addEventListener("keydown", event => {
    if (event.key === "Enter" && event.target.closest(".block")) select(event.target.closest(".block").dataset.slot);
  });
  let at = data.way.length - 1;
  const move = how => {
    at = {first: 0, last: data.way.length - 1, back: Math.max(0, at - 1), next: Math.min(data.way.length - 1, at + 1)}[how];
    article.querySelector(".stepper output").textContent = `step ${at + 1} of ${data.way.length}`;
    select(data.way[at]);
  };
  article.weir = () => data.way.length ? move("last") : select(insns.keys().next().value);
}
const choose = number => {
  all(document, "article").forEach((article, i) => {
    article.hidden = i !== number;
    if (i === number) article.weir?.();
  });
  all(document, "[data-program]").forEach((button, i) => button.setAttribute("aria-current", i === number));
};
all(document, "[data-program]").forEach((button, i) => button.addEventListener("click", () => choose(i)));
choose(0);
