// Nothing typed gets lost: a copy in this browser, and a warning before leaving.
const WAIT = 1500;
const KEPT_DAYS = 7;

export function keepLocally(form, textarea, { editor, replaceText, before }) {
  const key = `yiwang:desk:${form.dataset.desk}`;
  const version = Number(form.dataset.deskVersion);
  const title = form.elements.namedItem("title");
  const begun = { title: title.value, body: textarea.value };
  let dirty = false;
  let timer = 0;

  const store = (submitted) => {
    try {
      localStorage.setItem(key, JSON.stringify({ title: title.value, body: textarea.value, version, submitted, at: Date.now() }));
    } catch {
      // A full or forbidden store only means that there is no second copy.
    }
  };
  const touched = () => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(() => store(false), WAIT);
  };
  editor.on("update", touched);
  form.addEventListener("input", touched);
  form.addEventListener("submit", () => { dirty = false; clearTimeout(timer); store(true); });
  window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });

  const kept = read(key);
  if (!kept || stale(kept, version) || (kept.body === begun.body && kept.title === begun.title)) {
    localStorage.removeItem(key);
    return;
  }
  offer(kept, before, () => { title.value = kept.title; replaceText(kept.body); }, () => localStorage.removeItem(key));
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

// Saved since (its version has passed), or too old to be meant.
function stale(kept, version) {
  return (kept.submitted && version > kept.version) || Date.now() - kept.at > KEPT_DAYS * 86400000;
}

function offer(kept, before, restore, discard) {
  const bar = document.createElement("div");
  bar.className = "note note-warning editor-offer";
  bar.setAttribute("role", "status");
  const words = document.createElement("span");
  const when = new Date(kept.at).toLocaleString("zh-CN");
  words.textContent = kept.submitted
    ? `这台电脑上留有 ${when} 提交的内容${kept.title ? `《${kept.title}》` : ""}；如果当时没有保存成功，可以恢复。`
    : `这台电脑上留有 ${when} 没有保存的内容${kept.title ? `《${kept.title}》` : ""}。`;
  const button = (label, style, deed) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = `btn btn-sm ${style}`;
    made.textContent = label;
    made.addEventListener("click", () => { deed(); bar.remove(); });
    return made;
  };
  bar.append(words, button("恢复", "btn-primary", restore), button("丢弃", "btn-outline-secondary", discard));
  before.before(bar);
}
