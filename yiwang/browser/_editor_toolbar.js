// The buttons above the text: one tab stop, arrow keys between them, aria-pressed where something is on.
const inTable = (editor) => editor.isActive("table");
const onImage = (editor) => editor.isActive("image");

const mark = (label, name, deed) => ({ label, pressed: (editor) => editor.isActive(name), run: (chain) => chain[deed]() });
const heading = (label, level) => ({
  label,
  pressed: (editor) => editor.isActive("heading", { level }),
  run: (chain) => chain.toggleHeading({ level }),
});
const side = (label, name) => ({
  label,
  pressed: (editor) => (name === "start" ? !editor.isActive({ textAlign: "center" }) && !editor.isActive({ textAlign: "end" }) : editor.isActive({ textAlign: name })),
  run: (chain) => chain.setTextAlign(name),
});
const table = (label, deed, ...given) => ({ label, shown: inTable, run: (chain) => chain[deed](...given) });

const GROUPS = [
  ["撤销与重做", [
    { label: "撤销", run: (chain) => chain.undo(), able: (editor) => editor.can().undo() },
    { label: "重做", run: (chain) => chain.redo(), able: (editor) => editor.can().redo() },
  ]],
  ["段落", [
    { label: "正文", pressed: (editor) => editor.isActive("paragraph"), run: (chain) => chain.setParagraph() },
    heading("一级标题", 2),
    heading("二级标题", 3),
    heading("三级标题", 4),
    { label: "首行缩进", pressed: (editor) => editor.isActive("paragraph", { indent: true }), run: (chain, editor) => chain.updateAttributes("paragraph", { indent: !editor.isActive("paragraph", { indent: true }) }) },
  ]],
  ["文字", [
    mark("加粗", "bold", "toggleBold"),
    mark("斜体", "italic", "toggleItalic"),
    mark("下划线", "underline", "toggleUnderline"),
    { label: "清除格式", run: (chain) => chain.unsetAllMarks().clearNodes() },
  ]],
  ["列表与引用", [
    mark("项目符号", "bulletList", "toggleBulletList"),
    mark("编号", "orderedList", "toggleOrderedList"),
    mark("引用", "blockquote", "toggleBlockquote"),
  ]],
  ["对齐", [side("左对齐", "start"), side("居中", "center"), side("右对齐", "end")]],
  ["插入", [
    { label: "链接", pressed: (editor) => editor.isActive("link"), ask: "editLink" },
    { label: "图片", ask: "insertImage" },
    { label: "资料库", ask: "insertFromArchive" },
    { label: "图片说明", shown: onImage, ask: "describeImage" },
    { label: "表格", run: (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }), able: (editor) => !inTable(editor) },
  ]],
  ["表格", [
    table("加行", "addRowAfter"),
    table("加列", "addColumnAfter"),
    table("删行", "deleteRow"),
    table("删列", "deleteColumn"),
    table("标题行", "toggleHeaderRow"),
    table("合并或拆分", "mergeOrSplit"),
    table("删除表格", "deleteTable"),
  ]],
];

export function buildToolbar(editor, asking) {
  const element = document.createElement("div");
  element.className = "editor-toolbar";
  element.setAttribute("role", "toolbar");
  element.setAttribute("aria-label", "正文格式");
  const tools = GROUPS.flatMap(([label, entries]) => {
    const group = document.createElement("div");
    group.className = "editor-group";
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", label);
    element.append(group);
    return entries.map((entry) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = entry.label;
      button.tabIndex = -1;
      button.addEventListener("mousedown", (event) => event.preventDefault());
      button.addEventListener("click", () => {
        if (entry.ask) asking[entry.ask]();
        else entry.run(editor.chain().focus(), editor).run();
      });
      group.append(button);
      return { entry, button, group };
    });
  });

  const usable = () => tools.filter(({ button }) => !button.hidden && !button.disabled).map(({ button }) => button);
  const stopAt = (button) => { for (const tool of tools) tool.button.tabIndex = tool.button === button ? 0 : -1; };
  const refresh = () => {
    for (const { entry, button } of tools) {
      if (entry.pressed) button.setAttribute("aria-pressed", String(entry.pressed(editor)));
      if (entry.shown) button.hidden = !entry.shown(editor);
      if (entry.able) button.disabled = !entry.able(editor);
    }
    for (const { group } of tools) group.hidden = [...group.children].every((button) => button.hidden);
    const buttons = usable();
    if (!buttons.some((button) => button.tabIndex === 0)) stopAt(buttons[0]);
  };
  element.addEventListener("keydown", (event) => {
    const buttons = usable();
    const at = buttons.indexOf(document.activeElement);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (event.key === "Escape") editor.commands.focus();
    if (next === undefined || at < 0) return;
    event.preventDefault();
    const button = buttons[(next + buttons.length) % buttons.length];
    stopAt(button);
    button.focus();
  });
  element.addEventListener("focusin", (event) => { if (event.target.tagName === "BUTTON") stopAt(event.target); });
  editor.on("transaction", refresh);
  refresh();
  return { element, focus: () => (usable().find((button) => button.tabIndex === 0) || usable()[0]).focus() };
}
