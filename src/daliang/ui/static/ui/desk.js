// The reading desk made quicker: keys, jumps both ways, no page load per decision.
// Every button also works as a plain form; this file only saves the journey.
(() => {
  "use strict";
  const root = () => document.getElementById("desk");
  if (!root()) return;
  let here = null;
  // Decisions wait for each other: a quick hand loses no key, and each finds the line it meant.
  let queue = Promise.resolve();
  const inTurn = (act) => { queue = queue.then(act, act); };

  const cards = () => [...root().querySelectorAll(".card-line")];
  const cardOf = (id) => document.getElementById(`l${id}`);
  const marksOf = (id) => root().querySelectorAll(`.desk-text a[data-line="${id}"]`);

  const select = (id, from) => {
    if (!id || !cardOf(id)) return;
    here = id;
    for (const item of root().querySelectorAll(".is-here")) item.classList.remove("is-here");
    cardOf(id).classList.add("is-here");
    for (const mark of marksOf(id)) mark.classList.add("is-here");
    if (from !== "card") cardOf(id).scrollIntoView({ block: "nearest" });
    if (from !== "mark" && marksOf(id)[0]) marksOf(id)[0].scrollIntoView({ block: "nearest" });
  };

  const move = (step) => {
    const all = cards();
    const at = all.findIndex((card) => card.dataset.line === here);
    const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
    if (next) select(next.dataset.line);
  };

  // The next line that still waits, so that a decision leads on by itself.
  const onward = (id) => {
    const all = cards();
    const at = all.findIndex((card) => card.dataset.line === id);
    const waiting = all.slice(at + 1)
      .find((card) => card.matches(".s-pending") && card.querySelector("button[value^='accept:']"));
    return (waiting || all[at] || all[0])?.dataset.line;
  };

  const show = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const fresh = page.getElementById("desk");
    if (!fresh) { window.location.reload(); return; }
    const tops = [...root().querySelectorAll(".desk > *")].map((box) => box.scrollTop);
    root().replaceWith(document.adoptNode(fresh));
    root().querySelectorAll(".desk > *").forEach((box, place) => {
      box.style.scrollBehavior = "auto";
      box.scrollTop = tops[place] || 0;
      box.style.scrollBehavior = "";
    });
  };

  const send = async (form, value, next) => {
    const data = new FormData(form);
    if (value) data.set("do", value);
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      show(await answer.text());
      select(next && cardOf(next) ? next : onward(here), "");
    } catch {
      window.location.reload();
    }
  };

  const verb = (name) => {
    const card = here && cardOf(here);
    const button = card?.querySelector(`button[value^="${name}:"]`);
    return button ? send(button.form, button.value, onward(here)) : null;
  };

  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.target.id !== "verbs" || !button?.value || button.hasAttribute("data-whole")) return;
    event.preventDefault();
    const line = button.closest(".card-line")?.dataset.line;
    const decides = /^(accept|aside|heading|exhortation):/.test(button.value);
    here = line || here;
    inTurn(() => send(document.getElementById("verbs"), button.value, decides ? onward(line) : line));
  }, true);

  document.addEventListener("click", (event) => {
    const mark = event.target.closest(".desk-text a[data-line]");
    if (mark) {
      event.preventDefault();
      select(mark.dataset.line, "mark");
      return;
    }
    const card = event.target.closest(".card-line");
    if (card && !event.target.closest("a, button, input, select, textarea, label, summary")) {
      select(card.dataset.line, "card");
    }
  });

  // Words marked with the mouse in the text can become a line of their own.
  const offset = (node, at) => {
    const piece = (node.nodeType === 3 ? node.parentElement : node).closest("[data-at]");
    if (!piece) return null;
    const range = document.createRange();
    range.setStart(piece, 0);
    range.setEnd(node, at);
    // the server counts code points, a browser UTF-16 units
    return Number(piece.dataset.at) + [...range.toString()].length;
  };
  const addMarked = () => {
    const marked = window.getSelection();
    if (!marked || marked.isCollapsed || !marked.rangeCount) return null;
    const range = marked.getRangeAt(0);
    const start = offset(range.startContainer, range.startOffset);
    const end = offset(range.endContainer, range.endOffset);
    const form = document.getElementById("verbs");
    if (start !== null && end !== null && end > start) return send(form, `add:${start}:${end}`, here);
    return null;
  };

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    a: () => verb("accept"),
    d: () => verb("aside"),
    h: () => verb("heading"),
    s: () => verb("exhortation"),
    t: () => verb("task"),
    m: () => verb("join"),
    u: () => verb("pending"),
    1: () => verb("lead"),
    2: () => verb("due"),
    e: () => cardOf(here)?.querySelector("a[data-edit]")?.click(),
    b: addMarked,
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!keys[event.key]) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    inTurn(keys[event.key]);
  }, true);

  const asked = new URLSearchParams(window.location.search).get("line");
  const hash = /^#l(\d+)$/.exec(window.location.hash);
  select(asked || hash?.[1] || onward(""), "");
})();
