// What scripts add to every page of the workbench; nothing here is needed to work.
import "htmx.org";

// The menu is a <details>: open on wide screens, closed on a phone until asked for.
const menu = document.querySelector(".office-menu details");
const narrow = window.matchMedia("(max-width: 820px)");
const fit = () => { if (menu) menu.open = !narrow.matches; };
fit();
narrow.addEventListener("change", fit);

// A select or radio marked data-submit sends its form when changed; its button is hidden.
for (const control of document.querySelectorAll("[data-submit]")) {
  control.addEventListener("change", () => control.form.requestSubmit());
  const button = control.form.querySelector("[data-submit-fallback]");
  if (button) button.hidden = true;
}

// "Select all" of a list of many.
for (const all of document.querySelectorAll("input[data-select-all]")) {
  const boxes = [...document.querySelectorAll(`input[name="${all.dataset.selectAll}"]`)];
  const follow = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
    for (const place of document.querySelectorAll("[data-selected-count]")) place.textContent = String(chosen);
  };
  all.addEventListener("change", () => { boxes.forEach((box) => { box.checked = all.checked; }); follow(); });
  boxes.forEach((box) => box.addEventListener("change", follow));
  follow();
}

// A button marked data-confirm asks before it does what cannot be taken back.
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});
