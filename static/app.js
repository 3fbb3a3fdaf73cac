// Small comforts. Every page works without them.
"use strict";

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
    const alone = (box) => box.hasAttribute("data-alone");
    const boxes = [...group.querySelectorAll("input[type=checkbox]")];
    const sameName = boxes.filter((box) => box !== target && (box.name === target.name || box.dataset.alone === "all" || target.dataset.alone === "all"));
    for (const box of sameName) if (alone(target) || alone(box)) box.checked = false;
  });
}

// Counts words while a longer text is typed.
const counters = document.querySelector("[data-words]");
if (counters) {
  for (const area of document.querySelectorAll("form[data-guard] textarea")) {
    const count = document.createElement("p");
    count.className = "count";
    const show = () => {
      const number = (area.value.match(/\S+/g) || []).length;
      count.textContent = number ? counters.dataset.words.replace("{words}", number).replace("{characters}", [...area.value].length) : "";
    };
    area.after(count);
    area.addEventListener("input", show);
    show();
  }
}
