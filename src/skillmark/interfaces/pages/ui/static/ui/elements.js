// Small custom elements that add comfort to pages which work without them.

const say = (element, text) => { element.textContent = text; };

// <sm-copy>: an input with a button that copies its value. Without script the text can still be selected.
class Copy extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector("input");
    const button = this.querySelector("button");
    if (!input || !button) return;
    button.hidden = false;
    const label = button.querySelector("[data-label]") ?? button;
    const before = label.textContent;
    button.addEventListener("click", async () => {
      input.select();
      try {
        await navigator.clipboard.writeText(input.value);
        say(label, this.dataset.done ?? "Copied");
      } catch {
        say(label, this.dataset.failed ?? "Press Ctrl+C");
      }
      setTimeout(() => say(label, before), 2500);
    });
  }
}

// <sm-drop>: a file input that also takes what is dropped or pasted, and says what was chosen and when it is too large.
class Drop extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=file]");
    if (!this.input) return;
    this.note = this.querySelector("[data-chosen]");
    for (const name of ["dragenter", "dragover"]) this.addEventListener(name, (event) => { event.preventDefault(); this.toggleAttribute("data-over", true); });
    for (const name of ["dragleave", "drop"]) this.addEventListener(name, () => this.toggleAttribute("data-over", false));
    this.addEventListener("drop", (event) => { event.preventDefault(); this.take(event.dataTransfer.files); });
    if (this.hasAttribute("data-paste")) document.addEventListener("paste", (event) => this.take(event.clipboardData.files));
    this.input.addEventListener("change", () => this.show());
  }
  take(files) {
    if (!files?.length) return;
    this.input.files = files;
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  show() {
    const [file] = this.input.files;
    const most = Number(this.dataset.most || 0);
    const large = file && most && file.size > most;
    this.input.setCustomValidity(large ? (this.dataset.tooLarge ?? "This file is too large.") : "");
    if (this.note) say(this.note, !file ? "" : large ? this.input.validationMessage : `${file.name} (${size(file.size)})`);
    if (file && !large && this.hasAttribute("data-submit")) this.closest("form")?.requestSubmit();
  }
}
const size = (bytes) => bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} KB` : `${(bytes / 1e6).toFixed(1)} MB`;

// <sm-unsaved>: in a form; leaving the page by a link asks first while something typed has not been sent.
class Unsaved extends HTMLElement {
  connectedCallback() {
    const form = this.closest("form");
    let dirty = this.hasAttribute("data-unsent"); // what came back with mistakes has not been kept
    form?.addEventListener("input", () => { dirty = true; });
    form?.addEventListener("submit", () => { dirty = false; });
    addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
  }
}

// <sm-autosave>: wraps a form; each answer is posted as soon as it is given, and the state is said in [data-saved].
// What the server does not have yet is sent again; leaving the page with unsaved answers asks first.
class Autosave extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    if (!this.form) return;
    this.url = this.dataset.url || this.form.action;
    this.mark = this.querySelector("[data-saved]");
    this.waiting = new Set();
    this.busy = false;
    this.form.addEventListener("change", (event) => this.note(event.target, 0));
    this.form.addEventListener("input", (event) => { if (event.target.matches("textarea, input:not([type=checkbox], [type=radio])")) this.note(event.target, 800); });
    this.form.addEventListener("submit", () => { this.waiting.clear(); });
    addEventListener("beforeunload", (event) => { if (this.waiting.size) event.preventDefault(); });
    addEventListener("online", () => this.send());
  }
  note(field, wait) {
    if (!field.name || field.type === "file" || field.type === "hidden") return;
    this.waiting.add(field.name);
    this.state("saving", this.dataset.saving ?? "Saving…");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), wait);
  }
  async send() {
    if (this.busy || !this.waiting.size) return;
    this.busy = true;
    const names = [...this.waiting];
    this.waiting.clear();
    const body = this.bodyFor(names);
    try {
      const answer = await fetch(this.url, { method: "POST", body, headers: { "X-Requested-With": "autosave", Accept: "application/json" } });
      if (answer.redirected || answer.status === 403 || answer.status === 401) throw new Error(this.dataset.signedOut ?? "You are signed out. Open the sign-in page in another tab, then change an answer to save again.");
      if (answer.status === 409 || answer.status === 410) { location.reload(); return; }
      if (!answer.ok) throw new Error("");
      this.state("saved", `${this.dataset.done ?? "All answers saved"}, ${new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}`);
    } catch (problem) {
      for (const name of names) this.waiting.add(name);
      this.state("failed", problem.message && !(problem instanceof TypeError) ? problem.message : (this.dataset.failed ?? "Not saved yet. Trying again…"));
      this.timer = setTimeout(() => this.send(), 5000);
    } finally {
      this.busy = false;
    }
    if (this.waiting.size && this.mark?.dataset.state === "saved") this.send();
  }
  bodyFor(names) {
    const all = new FormData(this.form);
    const body = new FormData();
    body.append("autosave", "1");
    for (const [name, value] of all) if (names.includes(name) || name === "csrfmiddlewaretoken" || this.form.elements[name]?.type === "hidden") body.append(name, value);
    for (const name of names) body.append("changed", name);
    return body;
  }
  state(state, text) {
    if (!this.mark) return;
    this.mark.dataset.state = state;
    say(this.mark, text);
  }
}

// <sm-countdown data-until="ISO time" data-now="ISO time of the server">: the time left, by the server's clock.
class Countdown extends HTMLElement {
  connectedCallback() {
    this.late = Date.parse(this.dataset.now || new Date().toISOString()) - Date.now();
    this.until = Date.parse(this.dataset.until);
    this.face = this.querySelector("[data-face]") ?? this;
    this.alarm = this.querySelector("[data-alarm]");
    this.timer = setInterval(() => this.tick(), 1000);
    this.tick();
  }
  disconnectedCallback() { clearInterval(this.timer); }
  tick() {
    const left = Math.max(0, Math.round((this.until - Date.now() - this.late) / 1000));
    const pair = (number) => String(number).padStart(2, "0");
    say(this.face, left >= 3600 ? `${Math.floor(left / 3600)}:${pair(Math.floor(left / 60) % 60)}:${pair(left % 60)}` : `${Math.floor(left / 60)}:${pair(left % 60)}`);
    this.toggleAttribute("data-short", left <= 60);
    if (this.alarm && [300, 60, 0].includes(left)) say(this.alarm, left ? `${left / 60} minutes left` : "Time is up");
    if (left === 0) { clearInterval(this.timer); this.dispatchEvent(new Event("timeup", { bubbles: true })); if (this.dataset.submits) document.getElementById(this.dataset.submits)?.requestSubmit(); }
  }
}

// <sm-scan>: a button that reads a QR code with the camera where the browser can; it stays away where it cannot.
class Scan extends HTMLElement {
  async connectedCallback() {
    const button = this.querySelector("button");
    if (!button || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;
    try {
      if (!(await window.BarcodeDetector.getSupportedFormats()).includes("qr_code")) return;
    } catch { return; }
    button.hidden = false;
    button.addEventListener("click", () => this.look(button));
  }
  async look(button) {
    const note = this.querySelector("[data-note]");
    const video = Object.assign(document.createElement("video"), { muted: true, playsInline: true });
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      if (note) say(note, this.dataset.noCamera ?? "The camera could not be used. Choose a photo of the code instead.");
      return;
    }
    button.hidden = true;
    video.srcObject = stream;
    this.append(video);
    await video.play();
    const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
    const stop = () => { for (const track of stream.getTracks()) track.stop(); video.remove(); button.hidden = false; };
    const step = async () => {
      if (!video.isConnected) return stop();
      const [found] = await detector.detect(video).catch(() => []);
      if (!found) return setTimeout(step, 150);
      stop();
      const field = document.getElementById(this.dataset.fills);
      if (field) { field.value = found.rawValue; field.form?.requestSubmit(); }
    };
    step();
  }
}

// <sm-watch data-url data-stage>: asks every second how far something is, until it comes to another stage; then the page
// is loaded anew, which shows what can be done now. Without script the page loads itself anew.
class Watch extends HTMLElement {
  connectedCallback() {
    this.bar = this.querySelector("progress");
    this.seen = [[performance.now(), Number(this.bar.dataset.done)]];
    this.timer = setTimeout(() => this.look(), 1000);
  }
  disconnectedCallback() { clearTimeout(this.timer); }
  async look() {
    const [then, since] = this.seen[0];
    const seconds = ((performance.now() - then) / 1000).toFixed(1);
    let wait = 1000;
    try {
      const answer = await fetch(`${this.dataset.url}?${new URLSearchParams({ since, seconds })}`, { headers: { Accept: "application/json" } });
      if (answer.redirected || answer.status === 404) return location.reload();
      if (!answer.ok) throw new Error();
      const found = await answer.json();
      if (found.stage !== this.dataset.stage) return location.reload();
      this.show(found);
    } catch { wait = 5000; }
    this.timer = setTimeout(() => this.look(), wait);
  }
  show({ done, of, words, pace }) {
    if (of) { this.bar.max = of; this.bar.value = done; }
    say(this.querySelector("[data-words]"), words);
    if (pace) say(this.querySelector("[data-pace]"), pace);
    this.seen.push([performance.now(), done]);
    if (this.seen.length > 20) this.seen.shift();
  }
}

// <sm-tally>: questions beside what they are about. It says how many are answered in [data-answered] and its <progress>,
// and the link [data-back] leads back to the question whose link to a part (a[data-from]) was followed last.
// An approval in spite of a no is confirmed in [data-once-more], which is offered, of these answers, once both are chosen.
class Tally extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", () => this.count());
    addEventListener("pageshow", () => this.count());
    this.addEventListener("click", (event) => {
      const from = event.target.closest("a[data-from]")?.dataset.from;
      if (from) for (const back of this.querySelectorAll("[data-back]")) this.leadBack(back, from);
    });
  }
  leadBack(back, from) {
    const asked = [...this.querySelectorAll("a[data-from]")].map((link) => link.dataset.from);
    back.hash = from;
    say(back.querySelector("[data-label]"), `Back to question ${[...new Set(asked)].indexOf(from) + 1}`);
  }
  count() {
    const asked = new Set([...this.querySelectorAll("li input[type=radio]")].map((radio) => radio.name));
    const given = new Set([...this.querySelectorAll("li input[type=radio]:checked")].map((radio) => radio.name));
    for (const place of this.querySelectorAll("[data-answered]")) say(place, `${given.size} of ${asked.size} answered`);
    const bar = this.querySelector("progress");
    if (bar) bar.value = given.size;
    const box = this.querySelector("[data-once-more]");
    if (box) this.askOnceMore(box, [...this.querySelectorAll("li input[type=radio][value=no]:checked")]);
  }
  askOnceMore(box, doubts) {
    const named = this.querySelector("input[name=despite_of]"), codes = doubts.map((radio) => radio.name.replace("is_", "")).sort().join(" ");
    box.hidden = !codes || !this.querySelector("input[name=decision][value=approved]:checked");
    if (box.hidden || named.value === codes) return;
    named.value = codes;
    box.querySelector("input[name=despite]").checked = false;
    const texts = doubts.map((radio) => `“${radio.closest("fieldset").querySelector("legend").textContent.trim()}”`);
    say(box.querySelector("[data-asks]"), `You answered No to ${texts.length === 1 ? "1 question" : `${texts.length} questions`}: ${texts.join(" ")} Approve all the same?`);
  }
}

for (const [name, kind] of [["sm-unsaved", Unsaved], ["sm-tally", Tally], ["sm-watch", Watch], ["sm-copy", Copy], ["sm-drop", Drop], ["sm-autosave", Autosave], ["sm-countdown", Countdown], ["sm-scan", Scan]]) customElements.define(name, kind);

// Moments are written in UTC; here they become the reader's own time, in the same words, and UTC stays in the tooltip.
const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const local = (root) => {
  for (const time of root.querySelectorAll?.("time[data-moment]:not([title])") ?? []) {
    const when = new Date(time.dateTime);
    if (Number.isNaN(when.getTime())) continue;
    const pair = (number) => String(number).padStart(2, "0");
    time.title = time.textContent;
    say(time, `${when.getDate()} ${months[when.getMonth()]} ${when.getFullYear()}, ${pair(when.getHours())}:${pair(when.getMinutes())}`);
  }
};
local(document);
document.addEventListener("htmx:load", (event) => local(event.target));

// A menu closes when the page is touched elsewhere or Escape is pressed.
const open = () => document.querySelectorAll("details.menu[open], details.sure[open]");
document.addEventListener("click", (event) => { for (const menu of open()) if (!menu.contains(event.target)) menu.open = false; });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) { const held = menu.contains(document.activeElement); menu.open = false; if (held) menu.querySelector("summary")?.focus(); }
});

// A form is sent once: a second press while the first is under way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.hasAttribute("data-again") || form.method === "get" || event.defaultPrevented) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 8000);
});
addEventListener("pageshow", () => { for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent; });

// The list of mistakes in a form takes the focus, so that it is read out first.
document.querySelector("[data-focus-first]")?.focus();
