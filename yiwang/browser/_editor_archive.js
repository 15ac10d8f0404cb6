// A photograph out of the archive: found by words, chosen by its caption.
const PAUSE = 300;

function made(name, changes, ...inside) {
  const element = Object.assign(document.createElement(name), changes);
  element.append(...inside);
  return element;
}

async function answered(answer) {
  const type = answer.headers.get("Content-Type") || "";
  const said = type.includes("json") ? await answer.json() : {};
  if (!answer.ok) throw new Error(said.error || "资料库没有应答，请检查网络后重试。");
  return said;
}

async function found(address, words) {
  const said = await answered(await fetch(`${address}?q=${encodeURIComponent(words)}`));
  return said.photos;
}

async function picked(address, id, token) {
  const place = new URL(`../${id}/pick/`, new URL(address, window.location.href));
  return answered(await fetch(place, { method: "POST", headers: { "X-CSRFToken": token } }));
}

// Address, description and caption of the chosen photograph; null where the person thought better of it.
export function askForPhoto(address, token) {
  return new Promise((resolve) => {
    const words = made("input", { type: "search", className: "form-control", maxLength: 60 });
    const list = made("ul", { className: "archive-choice" });
    const said = made("p", { className: "mb-2" });
    said.setAttribute("role", "status");
    const no = made("button", { type: "button", className: "btn btn-outline-secondary", textContent: "取消" });
    const dialog = made(
      "dialog",
      { className: "editor-dialog editor-dialog-wide" },
      made("h2", { textContent: "从资料库选图片" }),
      made("label", { className: "form-label" }, "说明、活动、地点、标签", words),
      said,
      list,
      made("div", { className: "editor-dialog-foot" }, no),
    );
    dialog.setAttribute("aria-label", "从资料库选图片");
    let chosen = null;
    let asked = 0;

    const choose = async (photo) => {
      try {
        chosen = await picked(address, photo.id, token);
        dialog.close();
      } catch (fault) {
        said.textContent = fault.message;
      }
    };
    const entry = (photo) => {
      const picture = made("img", { src: photo.thumb, alt: "", width: 160, height: 107, loading: "lazy" });
      const caption = made("strong", { textContent: photo.caption });
      const button = made("button", { type: "button" }, picture, caption, made("small", { textContent: photo.note }));
      button.addEventListener("click", () => choose(photo));
      return made("li", {}, button);
    };
    const look = async () => {
      asked += 1;
      const mine = asked;
      try {
        const photos = await found(address, words.value.trim());
        if (mine !== asked) return;
        list.replaceChildren(...photos.map(entry));
        said.textContent = photos.length ? `${photos.length} 张图片，点图片插入。` : "没有找到可以使用的图片。";
      } catch (fault) {
        said.textContent = fault.message;
      }
    };
    let waiting = 0;
    words.addEventListener("input", () => {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(look, PAUSE);
    });
    no.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(chosen);
    });
    document.body.append(dialog);
    dialog.showModal();
    look();
  });
}
