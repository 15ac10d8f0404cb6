// The blocks of a topic can be dragged into another order; the arrows beside them do the same without.
const list = document.querySelector("[data-sortable]");
const told = document.querySelector("[data-sorted]");
const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
let dragged = null;

async function save() {
  const body = new URLSearchParams();
  for (const row of list.children) body.append("key", row.dataset.key);
  const answer = await fetch(list.dataset.sortable, { method: "POST", body, headers: { "X-CSRFToken": token } });
  const type = answer.headers.get("Content-Type") || "";
  const said = type.includes("json") ? await answer.json() : {};
  told.classList.remove("visually-hidden");
  told.textContent = said.said || said.error || "顺序没有保存，请刷新页面后重试。";
  // The draft has a new version now: what this page says of it is old.
  if (answer.ok) window.setTimeout(() => window.location.reload(), 600);
}

if (list) {
  for (const row of list.children) {
    row.draggable = true;
    row.addEventListener("dragstart", () => { dragged = row; row.classList.add("is-dragged"); });
    row.addEventListener("dragend", () => { row.classList.remove("is-dragged"); if (dragged) save(); dragged = null; });
    row.addEventListener("dragover", (event) => {
      if (!dragged || dragged === row) return;
      event.preventDefault();
      const box = row.getBoundingClientRect();
      list.insertBefore(dragged, event.clientY < box.top + box.height / 2 ? row : row.nextSibling);
    });
  }
}
