// What scripts add to the pages of the exchange; nothing here is needed to send, sign or urge.

for (const one of document.querySelectorAll("[data-with-script], input[data-select-all]")) one.hidden = false;

// The search above a list is a <details>: on a phone closed until asked for, or while it narrows the list.
if (window.matchMedia("(max-width: 820px)").matches) {
  for (const one of document.querySelectorAll(".mail-search:not([data-narrow])")) one.open = false;
}

// One part of the recipients: names are added and taken out without asking the server.
function picker(box) {
  const part = box.dataset.picker;
  const field = box.querySelector("[data-picker-tokens]");
  const list = box.querySelector("[data-picker-chips]");
  const counter = box.querySelector("[data-picker-count]");
  const tokens = () => field.value.split(" ").filter(Boolean);

  // The server says the exact number; a unit that two groups contain would be counted twice here.
  const recount = () => {
    const groups = [...box.querySelectorAll("[data-group-count]:checked")];
    const inGroups = groups.reduce((sum, group) => sum + Number(group.dataset.groupCount), 0);
    const isExact = groups.length === 0 || (groups.length === 1 && tokens().length === 0);
    counter.textContent = isExact ? String(tokens().length + inGroups) : `约 ${tokens().length + inGroups}`;
  };

  const add = (token, name) => {
    if (tokens().includes(token)) return;
    field.value = [...tokens(), token].join(" ");
    const chip = document.createElement("li");
    chip.className = "chip";
    chip.dataset.chip = token;
    const label = document.createElement("span");
    label.textContent = name;
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.drop = part;
    button.value = `${part}:${token}`;
    button.setAttribute("aria-label", `移除${name}`);
    button.textContent = "×";
    chip.append(label, button);
    list.append(chip);
    recount();
  };

  box.addEventListener("click", (event) => {
    const adding = event.target.closest("[data-add]");
    const dropping = event.target.closest("[data-drop]");
    if (adding) {
      event.preventDefault();
      add(adding.dataset.token, adding.dataset.name);
      adding.textContent = "已加入";
      adding.disabled = true;
      box.querySelector("input[type=search]").focus();
    } else if (dropping) {
      event.preventDefault();
      const token = dropping.value.split(":")[1];
      field.value = tokens().filter((each) => each !== token).join(" ");
      dropping.closest("[data-chip]").remove();
      recount();
      box.querySelector("input[type=search]").focus();
    }
  });
  box.addEventListener("change", (event) => { if (event.target.matches("[data-group-count]")) recount(); });
  // Enter searches; it does not send the form.
  box.querySelector("input[type=search]").addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

for (const box of document.querySelectorAll("[data-picker]")) picker(box);

// Whoever leaves with something unsaved is asked.
const writing = document.querySelector("form.writing");
if (writing) {
  let isChanged = false;
  writing.addEventListener("input", () => { isChanged = true; });
  writing.addEventListener("submit", () => { isChanged = false; });
  window.addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });
}
