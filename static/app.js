// Small comforts. Every page works without them.
"use strict";

const element = (tag, parts) => Object.assign(document.createElement(tag), parts);

// Warns before leaving a page with text that is not saved.
for (const form of document.querySelectorAll("form[data-guard]")) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}

// After a page that was not accepted, the reader is taken to what is wrong.
document.getElementById("error-summary")?.focus();

// Opens what is folded away when a link leads into it.
function unfold() {
  const target = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  for (let folded = target?.closest("details:not([open])"); folded; folded = folded.closest("details:not([open])")) {
    folded.open = true;
    target.scrollIntoView();
  }
}
addEventListener("hashchange", unfold);
unfold();

// In a group of boxes, those after “or” stand alone: ticking one unticks the rest, and the other way round.
for (const group of document.querySelectorAll(".question fieldset")) {
  group.addEventListener("change", ({ target }) => {
    if (target.type !== "checkbox" || !target.checked) return;
    for (const box of group.querySelectorAll("input[type=checkbox]")) {
      const alone = [target, box].map((one) => one.dataset.alone), isMeant = box.name === target.name || alone.includes("all");
      if (box !== target && isMeant && alone.some((word) => word !== undefined)) box.checked = false;
    }
  });
}

// Counts words while a longer text is typed.
const counters = document.querySelector("[data-words]");
if (counters) {
  for (const area of counters.querySelectorAll("textarea")) {
    const count = element("p", { className: "count" });
    const show = () => {
      const number = (area.value.match(/\S+/g) || []).length;
      count.textContent = number ? counters.dataset.words.replace("{words}", number).replace("{characters}", [...area.value].length) : "";
    };
    area.after(count);
    area.addEventListener("input", show);
    show();
  }
}

// --- Saving while somebody types: webapp/assessment/autosave.py is the other end ---
// What is typed is sent in steps: after a pause, and when the page is left. A step whose answer got lost is sent again,
// before the next one; the server takes each once. Until the server has it, it is also kept in the store of this tab, for
// the same person only.

const person = document.body.dataset.person;
const tokens = document.getElementsByName("csrf_token");
let store = sessionStorage;
document.querySelector(".account form")?.addEventListener("submit", () => { store.clear(); store = {}; });

// What a browser sends for a page that is being left.
const LONGEST_FAREWELL = 60000;

// Words that stay as they are are not spoken again.
function tellIn(line, words) {
  if (line.textContent !== words) line.textContent = words;
}

// The report on what was sent; where there is none, the response.
async function post(address, data) {
  const response = await fetch(address, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new URLSearchParams(`${data}&csrf_token=${encodeURIComponent(tokens[0].value)}`),
    redirect: "manual",
    keepalive: data.length < LONGEST_FAREWELL,
    signal: AbortSignal.timeout?.(20000 + data.length / 4),
  });
  return response.headers.get("Content-Type") === "application/json" ? response.json() : response;
}

// What an earlier page of this tab could not save is sent until it arrives. Each page keeps its own.
async function sendLeft(key) {
  const path = key.split("#")[0], isHere = path === location.pathname, left = JSON.parse(store[key] ?? "{}");
  if (left.savedAt && !isHere) return;
  const isDone = left.person !== person || left.savedAt || (left.isSubmitted && document.querySelector("#saved, [data-typed]"));
  const report = isDone ? {} : await post(path, `${left.data}&leaving=yes`);
  if (report.status >= 500) throw report;
  if (report instanceof Response) return;
  delete store[key];
  // The page that shows it may be on its way already, as it was before.
  if (isHere && (report.words || left.savedAt > performance.timeOrigin)) return location.replace(path);
  if (report.is_all_saved) store[key] = JSON.stringify({ person, savedAt: Date.now() });
  else if (report.words) document.querySelector("main").prepend(element("a", { href: path, textContent: report.words, className: "inset" }));
}
const send = (key) => sendLeft(key).catch(() => setTimeout(send, 5000, key));
if (person) Object.keys(store).filter((name) => name[0] === "/").sort().forEach(send);

// Who else is on the unit: webapp/assessment/presence.py is the other end. A page that nobody looks at does not tell.
const beside = document.querySelector("[data-beside]");
async function tellPresence() {
  if (document.hidden) return;
  const said = await post(beside.dataset.beside, "").catch(() => ({}));
  for (const line of beside.children) if (said[line.dataset.says] !== undefined) tellIn(line, said[line.dataset.says]);
}
if (beside) {
  tellPresence();
  setInterval(tellPresence, 60000);
  document.addEventListener("visibilitychange", tellPresence);
}

const sheet = document.querySelector("form[data-say]");
if (sheet) {
  const say = JSON.parse(sheet.dataset.say), path = sheet.getAttribute("action"), key = `${path}#${performance.timeOrigin}`;
  const [status, signIn] = document.querySelector(".autosave").children;
  // `held`: why a text is not sent again by itself, as long as it stays as it is.
  const questions = [...sheet.querySelectorAll(".question")].map((section) => ({ section, code: section.id, base: section.querySelector("input") }));
  let steps = [], isSending, timer, wait = 2000, isRetrying, isShutOut, isSubmitted;

  const text = ({ code, base }, form = sheet) => JSON.stringify([...new FormData(form)].filter(
    ([name, value]) => name.startsWith(`${code}-`) && name !== base.name && typeof value === "string"));
  // On a slow line somebody has typed already when this script arrives.
  const served = sheet.cloneNode(true);
  served.reset();
  for (const question of questions) {
    const isUnsaved = "unsaved" in question.section.dataset, isKept = "kept" in sheet.dataset;
    question.held = isUnsaved && isKept && "kept";
    question.gathered = isUnsaved && !isKept ? "" : text(question, served);
  }
  // Fields that a browser fills in again after a reload would pass for saved ones.
  sheet.autocomplete = "off";

  // What is not in a step yet. Who leaves sends what was refused, too: it is kept for them.
  function due(isLeaving) {
    const found = questions.filter((one) => text(one) !== one.gathered || (isLeaving && one.held === "refused"));
    return Object.fromEntries(found.map((one) => [one.code, text(one)]));
  }

  const isDue = (isLeaving) => Object.keys(due(isLeaving)).length > 0;
  const isHeld = () => questions.some(({ held }) => held);
  const isUnsaved = () => steps.length > 0 || isDue() || isHeld();

  function asData(list) {
    const data = new URLSearchParams({ entrusted: sheet.elements.entrusted?.value ?? "" });
    if (!isHeld()) data.append("everything", "yes");
    list.forEach((step, place) => {
      for (const { code, base } of questions.filter((one) => one.code in step)) {
        for (const [name, value] of [[base.name, base.value], ...JSON.parse(step[code])]) data.append(`${place}~${name}`, value);
      }
    });
    return `${data}`;
  }

  function keep(list) {
    // It may be full.
    try { store[key] = JSON.stringify({ person, data: asData(list), isSubmitted }); } catch {}
  }

  function tell(words) {
    tellIn(status, words);
    signIn.hidden = !isShutOut;
  }

  function plan(pause) {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  }

  function retry(words) {
    isRetrying = true;
    tell(words);
    plan(wait);
    wait = Math.min(wait * 2, 60000);
  }

  async function save(isLeaving = false) {
    clearTimeout(timer);
    if (isSubmitted || isShutOut || (isSending && !isLeaving)) return;
    if (isDue(isLeaving) && (steps.length < 2 || isLeaving)) {
      const step = due(isLeaving);
      for (const question of questions) question.gathered = step[question.code] ?? question.gathered;
      steps.push(step);
    }
    if (!steps.length) return;
    const sent = [...steps];
    keep(sent);
    const slow = setTimeout(tell, 1000, say.saving);
    isSending = true;
    isRetrying = false;
    try {
      const answer = await post(path, asData(sent) + (isLeaving ? "&leaving=yes" : ""));
      if (!(answer instanceof Response)) take(answer, sent);
      else if (answer.type === "opaqueredirect" || answer.status === 400) await findOut();
      else if (answer.status < 500) refuse(answer.status === 413 ? say.too_long : say.gone, sent);
      else retry(say.trouble);
    } catch { retry(say.line); }
    clearTimeout(slow);
    isSending = false;
    if (!isRetrying && isDue()) plan(700);
  }

  function take(report, sent) {
    wait = 2000;
    steps = steps.filter((step) => !sent.includes(step));
    for (const told of report.questions) {
      const question = questions.find(({ code }) => code === told.code), { section } = question;
      const [line, button] = section.querySelector(".saved-line").children;
      const isSaved = told.state === "saved", isGathered = text(question) === question.gathered;
      question.base.value = told.base || question.base.value;
      question.held = !isSaved && told.state !== "as before" && "refused";
      line.textContent = told.words;
      button.hidden = !["conflict", "closed"].includes(told.state);
      for (const late of section.querySelectorAll("[data-once-saved]")) late.hidden &&= !isSaved;
      for (const done of section.querySelectorAll("[data-until-saved]")) if (isSaved && !done.contains(document.activeElement)) done.remove();
      if (isGathered) question.gathered = text(question);
    }
    // What is asked back stands where somebody has just answered, until it is not asked any more.
    for (const { code } of questions) {
      const place = document.getElementById(`${code}-asked-back`), isTold = report.questions.some((told) => told.code === code);
      const markup = report.asked_back.find((one) => one.code === code)?.markup ?? "";
      if ((isTold || place.said) && place.said !== markup) place.innerHTML = place.said = markup;
    }
    tell(report.is_all_saved && isUnsaved() ? say.saving : report.words);
    if (report.is_all_saved && !steps.length) delete store[key];
  }

  function refuse(words, sent) {
    steps = steps.filter((step) => !sent.includes(step));
    for (const question of questions) if (sent.some((step) => question.code in step)) question.held = "refused";
    tell(words);
  }

  // A session has ended, or another begun: who is signed in now, and with which token?
  async function findOut() {
    const response = await fetch(path, { redirect: "manual" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html"), now = page.body.dataset.person;
    isShutOut = now !== person;
    if (isShutOut) return tell(now ? say.somebody_else : say.signed_out);
    for (const token of tokens) token.value = page.querySelector("[name=csrf_token]").value;
    retry(say.saving);
  }

  function comeBack() {
    if (isShutOut) findOut().catch(() => {});
    else if (isRetrying) save();
  }

  function typed(pause) {
    if (isRetrying || isShutOut) return keep([...steps, due()]);
    plan(pause);
    // What was saved is no longer all there is.
    if (!isHeld()) tell("");
  }

  if (isDue()) plan(700);
  sheet.addEventListener("input", () => typed(3000));
  sheet.addEventListener("change", () => typed(700));
  sheet.addEventListener("submit", () => {
    isSubmitted = true;
    if (isUnsaved()) keep([...steps, due(true)]);
    for (const [name, value] of new URLSearchParams(asData(steps))) {
      if (name[1] === "~") sheet.append(element("input", { type: "hidden", name, value }));
    }
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? save(true) : comeBack()));
  addEventListener("pagehide", () => save(true));
  addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });
  addEventListener("online", comeBack);
  addEventListener("beforeunload", (event) => {
    const isTooLong = () => asData([...steps, due(true)]).length >= LONGEST_FAREWELL;
    if (!isSubmitted && isUnsaved() && (isRetrying || isShutOut || isTooLong())) event.preventDefault();
  });
}
