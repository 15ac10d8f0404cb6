// What scripts add to the designer of forms: rows are dragged, and the focus stays where it was.
const KEY = "designer-focus";

// After a move the page comes back; the same button of the same row has the focus again.
const kept = sessionStorage.getItem(KEY);
sessionStorage.removeItem(KEY);
if (kept) {
  const [row, deed] = kept.split(" ");
  const buttons = [...(document.getElementById(row)?.querySelectorAll(":scope > form button") ?? [])];
  const same = buttons.find((button) => button.value === deed && !button.disabled);
  (same ?? buttons.find((button) => !button.disabled))?.focus({ preventScroll: true });
}
document.addEventListener("submit", (event) => {
  const row = event.target.closest(".designer-item[id]");
  if (row && event.submitter) sessionStorage.setItem(KEY, `${row.id} ${event.submitter.value}`);
});

function send(row, by) {
  const form = row.querySelector(":scope > form");
  for (const [name, value] of [["deed", "move"], ["by", String(by)]]) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  sessionStorage.setItem(KEY, `${row.id} up`);
  form.submit();
}

function sortable(list) {
  const rows = [...list.children];
  let dragged = null;
  const placed = () => [...list.children].indexOf(dragged);
  for (const row of rows) {
    if (!row.querySelector(":scope > form")) continue;
    const handle = document.createElement("span");
    handle.className = "designer-handle";
    handle.textContent = "⠿";
    handle.title = "按住拖动";
    handle.setAttribute("aria-hidden", "true");
    handle.draggable = true;
    row.prepend(handle);
    handle.addEventListener("dragstart", (event) => {
      dragged = row;
      row.classList.add("is-dragged");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setDragImage(row, 0, 0);
      event.stopPropagation();
    });
    handle.addEventListener("dragend", () => {
      if (!dragged) return;
      const by = placed() - rows.indexOf(dragged);
      dragged.classList.remove("is-dragged");
      if (by) send(dragged, by);
      dragged = null;
    });
  }
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest(".designer-item");
    if (!dragged || !over || over.parentElement !== list || over === dragged) return;
    event.preventDefault();
    const box = over.getBoundingClientRect();
    over[event.clientY < box.top + box.height / 2 ? "before" : "after"](dragged);
  });
  list.addEventListener("drop", (event) => event.preventDefault());
}

for (const list of document.querySelectorAll("[data-sort]")) sortable(list);
