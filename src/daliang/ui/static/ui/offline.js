// A queue for records made without network: kept on the device, sent in order, each counted once.
//
// <form data-offline="visits" data-owner="7" action="/records/"> … </form>
// <div data-offline-state></div> <ol data-offline-list></ol>
//
// A submit puts the fields into the queue of this form and owner. Sending posts one record
// after the other with `key` (made here, so that a record sent twice counts once) and `made_at`.
// A record leaves the queue only when the server has answered for it.
(() => {
  "use strict";
  const RETRY = 5000;
  const OWN = ["csrfmiddlewaretoken", "key", "made_at"]; // what the queue itself adds
  const words = document.documentElement.lang.startsWith("en")
    ? { waiting: "waiting to be sent", sent: "All records have been sent", kept: "Kept on this device", signIn: "Sign in again, then the records are sent", refused: "Not accepted", mend: "Mend", drop: "Discard", full: "This device has no room left; connect and send first" }
    : { waiting: "条待上传", sent: "全部已上传", kept: "已存在本机，有网络时自动上传", signIn: "登录已过期，重新登录后自动上传", refused: "未被接收", mend: "修改", drop: "不要了", full: "本机存不下了，请先联网上传" };

  const randomKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");
  const cookie = (name) => document.cookie.split("; ").find((c) => c.startsWith(`${name}=`))?.split("=")[1] ?? "";

  class Queue {
    constructor(form) {
      this.form = form;
      this.url = form.action;
      this.place = `daliang-queue:${form.dataset.offline}:${form.dataset.owner}`;
      this.state = document.querySelector("[data-offline-state]");
      this.list = document.querySelector("[data-offline-list]");
      this.note = "";
      this.isSending = false;
    }
    read() { try { return JSON.parse(localStorage.getItem(this.place)) || []; } catch { return []; } }
    write(records) { localStorage.setItem(this.place, JSON.stringify(records)); }
    add() {
      const fields = [...new FormData(this.form)].filter(([name, value]) => !OWN.includes(name) && typeof value === "string");
      const record = { key: randomKey(), made_at: new Date().toISOString(), title: this.title(), fields };
      try { this.write([...this.read(), record]); } catch { this.note = words.full; this.draw(); return false; }
      return true;
    }
    title() {
      const named = this.form.querySelector("[data-offline-title]");
      return (named?.selectedOptions ? named.selectedOptions[0]?.text : named?.value) || "";
    }
    // Another tab may have sent or added meanwhile: always change what is stored now.
    settle(key, change) { this.write(this.read().flatMap((record) => (record.key === key ? change(record) : [record]))); this.draw(); }
    async post(record) {
      const body = new FormData();
      for (const [name, value] of record.fields) body.append(name, value);
      body.append("key", record.key);
      body.append("made_at", record.made_at);
      const headers = { Accept: "application/json", "X-CSRFToken": cookie("csrftoken"), "X-Owner": this.form.dataset.owner };
      return fetch(this.url, { method: "POST", body, headers, redirect: "manual", credentials: "same-origin" });
    }
    async send() {
      if (this.isSending) return;
      this.isSending = true;
      try {
        if (navigator.locks) await navigator.locks.request(this.place, () => this.drain());
        else await this.drain();
      } finally { this.isSending = false; this.draw(); }
    }
    async drain() {
      for (;;) {
        const record = this.read().find((one) => !one.refused);
        if (!record) { this.note = ""; return; }
        let answer;
        try { answer = await this.post(record); } catch { this.note = words.kept; return; }
        if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) { this.note = words.signIn; return; }
        if (answer.status >= 500 || answer.status === 429) { this.note = words.kept; return; }
        if (answer.ok) { this.settle(record.key, () => []); continue; }
        const said = await answer.json().catch(() => ({}));
        this.settle(record.key, (kept) => [{ ...kept, refused: (said.problems || [String(answer.status)]).join("；") }]);
      }
    }
    mend(record) {
      this.form.reset();
      for (const [name, value] of record.fields) {
        for (const field of this.form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
          if (field.type === "checkbox" || field.type === "radio") field.checked = field.checked || field.value === value;
          else field.value = value;
        }
      }
      this.settle(record.key, () => []);
      this.form.scrollIntoView();
    }
    draw() {
      const records = this.read();
      if (this.state) {
        this.state.className = `notice notice-${records.length ? "amber" : "green"}`;
        this.state.textContent = records.length ? `${records.length} ${words.waiting}${this.note ? ` · ${this.note}` : ""}` : words.sent;
        this.state.dataset.waiting = records.length;
      }
      if (!this.list) return;
      this.list.replaceChildren(...records.map((record) => {
        const line = document.createElement("li");
        line.textContent = `${record.made_at.slice(5, 16).replace("T", " ")} ${record.title}`;
        if (!record.refused) return line;
        const why = document.createElement("small");
        why.className = "field-error";
        why.textContent = `${words.refused}：${record.refused}`;
        const mend = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: words.mend });
        mend.addEventListener("click", () => this.mend(record));
        const drop = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: words.drop });
        drop.addEventListener("click", () => { if (confirm(`${words.drop}？`)) this.settle(record.key, () => []); });
        line.append(why, mend, " ", drop);
        return line;
      }));
    }
    start() {
      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        event.stopPropagation();
        if (this.add()) this.form.reset();
        this.draw();
        this.send();
      });
      addEventListener("online", () => this.send());
      addEventListener("storage", () => this.draw());
      document.addEventListener("visibilitychange", () => { if (!document.hidden) this.send(); });
      setInterval(() => { if (this.read().some((one) => !one.refused)) this.send(); }, RETRY);
      this.draw();
      this.send();
    }
  }

  for (const form of document.querySelectorAll("form[data-offline]")) new Queue(form).start();

  // The page itself must open again without network: a worker keeps it and what it loads.
  const worker = document.querySelector("[data-offline-worker]")?.dataset.offlineWorker;
  if (worker && navigator.serviceWorker) {
    navigator.serviceWorker.register(worker).then(() => navigator.serviceWorker.ready).then((ready) => {
      const loaded = performance.getEntriesByType("resource").map((entry) => entry.name).filter((name) => name.startsWith(location.origin) && name.includes("/static/"));
      ready.active.postMessage({ keep: [location.pathname, ...loaded] });
      document.documentElement.dataset.offlineReady = "asked";
    }).catch(() => { /* without https there is no worker; the queue works all the same */ });
    navigator.serviceWorker.addEventListener("message", (event) => {
      if (event.data === "kept") document.documentElement.dataset.offlineReady = "kept";
    });
  }
})();
