// Small comforts; every page works without this file.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  // Menus are <details>; a click elsewhere or Escape closes them.
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details[data-menu][open], details.source[open]")) {
      if (menu !== except && !menu.contains(except)) menu.open = false;
    }
  };
  document.addEventListener("click", (event) => {
    closeMenus(event.target);
    const closer = event.target.closest("[data-close]");
    if (closer) closer.closest("details").open = false;
    if (event.target.closest("[data-shortcuts]")) showShortcuts();
    if (event.target.closest("[data-print]")) window.print();
  });

  const showShortcuts = () => {
    closeMenus(null);
    const overlay = document.getElementById("shortcuts");
    if (overlay && !overlay.open) overlay.showModal();
  };

  // Ticks of a register.
  const countTicks = (form) => {
    const ticks = [...form.querySelectorAll("td.tick input")];
    const on = ticks.filter((tick) => tick.checked).length;
    form.classList.toggle("has-ticks", on > 0 || Boolean(form.querySelector("input[name=all]:checked")));
    const all = form.querySelector("[data-tick-all]");
    if (all) {
      all.checked = on > 0 && on === ticks.length;
      all.indeterminate = on > 0 && on < ticks.length;
    }
  };
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-bulk]");
    if (form) {
      if (event.target.matches("[data-tick-all]")) {
        for (const tick of form.querySelectorAll("td.tick input")) tick.checked = event.target.checked;
      }
      countTicks(form);
    }
    if (event.target.matches("select[data-submit]")) event.target.form.requestSubmit();
  });

  // A form that was sent is not sent twice by an impatient second click.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post") || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 4000);
  });

  // Keyboard: "/" search, j k rows, Enter opens, x ticks, n p pages, g 1..9 navigation, ? help.
  const rows = () => [...document.querySelectorAll("table[data-keys] tbody tr")];
  const move = (step) => {
    const all = rows();
    if (!all.length) return;
    const here = all.findIndex((row) => row.classList.contains("is-here"));
    const next = all[Math.min(Math.max(here + step, 0), all.length - 1)];
    all.forEach((row) => row.classList.toggle("is-here", row === next));
    next.scrollIntoView({ block: "nearest" });
  };
  const hereRow = () => document.querySelector("table[data-keys] tr.is-here");
  const follow = (selector) => document.querySelector(selector)?.click();
  let afterG = false;
  const keys = {
    "/": () => { const box = document.querySelector("[data-search]"); box?.focus(); box?.select(); },
    j: () => move(1),
    k: () => move(-1),
    n: () => follow("a[rel=next]"),
    p: () => follow("a[rel=prev]"),
    x: () => hereRow()?.querySelector("td.tick input")?.click(),
    Enter: () => hereRow()?.querySelector("a")?.click(),
    "?": showShortcuts,
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { closeMenus(null); return; }
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
    if (afterG && /^[1-9]$/.test(event.key)) {
      document.querySelectorAll(".sidenav a")[Number(event.key) - 1]?.click();
    }
    afterG = event.key === "g";
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });

  // A failed refresh says so instead of leaving the old table in silence.
  const failed = () => {
    const main = document.getElementById("main");
    if (!main || main.querySelector("[data-failed]")) return;
    const note = document.createElement("p");
    note.className = "notice notice-red";
    note.dataset.failed = "1";
    note.textContent = root.lang === "en" ? "Could not refresh. Check the network and reload." : "刷新没有成功，请检查网络后重新打开本页。";
    main.prepend(note);
  };
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", failed);
})();
