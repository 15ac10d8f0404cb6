// The questions the editor asks: a picture with its description, a link, a line of text.
function ask(title, fields, accept) {
  return new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    dialog.className = "editor-dialog";
    dialog.setAttribute("aria-label", title);
    const form = document.createElement("form");
    form.method = "dialog";
    const head = document.createElement("h2");
    head.textContent = title;
    const foot = document.createElement("div");
    foot.className = "editor-dialog-foot";
    const yes = document.createElement("button");
    yes.className = "btn btn-primary";
    yes.textContent = "确定";
    const no = document.createElement("button");
    no.type = "button";
    no.className = "btn btn-outline-secondary";
    no.textContent = "取消";
    foot.append(yes, no);
    form.append(head, ...fields, foot);
    dialog.append(form);
    document.body.append(dialog);
    let answer = null;
    no.addEventListener("click", () => dialog.close());
    form.addEventListener("submit", () => { answer = accept(); });
    dialog.addEventListener("close", () => { dialog.remove(); resolve(answer); });
    dialog.showModal();
  });
}

function labelled(text, input, hint) {
  const label = document.createElement("label");
  label.className = "form-label";
  label.append(text, input);
  if (hint) {
    const small = document.createElement("small");
    small.textContent = hint;
    label.append(small);
  }
  return label;
}

function box(type, changes) {
  const input = document.createElement("input");
  input.type = type;
  input.className = "form-control";
  Object.assign(input, changes);
  return input;
}

// The file (given or chosen) and its description, both required; null where the person thought better of it.
export function askForImage(given) {
  const file = box("file", { accept: "image/png,image/jpeg,image/gif,image/webp", required: true });
  const alt = box("text", { required: true, maxLength: 200, pattern: ".*\\S.*" });
  const description = labelled("图片说明（必填）", alt, "说给看不到图片的读者听，如“市长在大会上讲话”。");
  const fields = given ? [description] : [labelled("选择图片", file), description];
  return ask("插入图片", fields, () => ({ file: given || file.files[0], alt: alt.value.trim() }));
}

// The address, empty to remove the link, null to leave it.
export function askForLink(current) {
  const href = box("text", { value: current, maxLength: 1000, pattern: "\\s*((https?://|mailto:|tel:|/)\\S+)?\\s*", title: "以 http://、https://、mailto:、tel: 或 / 开头" });
  return ask("链接", [labelled("链接地址", href, "留空表示去掉链接。")], () => href.value.trim());
}

export function askForText(title, current) {
  const text = box("text", { value: current, required: true, maxLength: 200, pattern: ".*\\S.*" });
  return ask(title, [labelled(title, text)], () => text.value.trim());
}
