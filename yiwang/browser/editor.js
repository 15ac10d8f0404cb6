// Turns a <textarea data-editor> of HTML into an editor; without scripts the textarea itself works.
import { Editor } from "@tiptap/core";
import StarterKit from "@tiptap/starter-kit";
import Image from "@tiptap/extension-image";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";
import TextAlign from "@tiptap/extension-text-align";
import { askForPhoto } from "./_editor_archive.js";
import { askForImage, askForLink, askForText } from "./_editor_dialogs.js";
import { keepLocally } from "./_editor_draft.js";
import { cleanPasted } from "./_editor_paste.js";
import { buildToolbar } from "./_editor_toolbar.js";

// The policy of the page forbids style attributes, so layout is told by classes, as the published page tells it.
function sideOf(element) {
  return ["start", "center", "end"].find((side) => element.classList.contains(`text-${side}`)) || null;
}

const Layout = TextAlign.extend({
  addGlobalAttributes() {
    const attributes = {
      textAlign: {
        default: null,
        parseHTML: sideOf,
        renderHTML: ({ textAlign }) => (textAlign && textAlign !== "start" ? { class: `text-${textAlign}` } : {}),
      },
      indent: {
        default: false,
        parseHTML: (element) => element.classList.contains("indent"),
        renderHTML: ({ indent }) => (indent ? { class: "indent" } : {}),
      },
    };
    return [{ types: this.options.types, attributes }];
  },
}).configure({ types: ["heading", "paragraph"], alignments: ["start", "center", "end"], defaultAlignment: "start" });

const PlainTable = Table.extend({ renderHTML: () => ["table", ["tbody", 0]] }).configure({ resizable: false });

const extensions = [
  StarterKit.configure({
    code: false,
    codeBlock: false,
    heading: { levels: [2, 3, 4] },
    link: { openOnClick: false, autolink: true, HTMLAttributes: { rel: "noopener", target: null } },
  }),
  Image.configure({ allowBase64: false, resize: false }),
  PlainTable,
  TableRow,
  TableHeader,
  TableCell,
  Layout,
];

async function upload(address, file, token) {
  const body = new FormData();
  body.append("image", file);
  const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token } });
  const type = answer.headers.get("Content-Type") || "";
  const said = type.includes("json") ? await answer.json() : {};
  if (!answer.ok) throw new Error(said.error || "图片没有上传成功，请检查网络后重试。");
  return said.address;
}

function begin(textarea) {
  const form = textarea.form;
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const frame = document.createElement("div");
  frame.className = "editor";
  const foot = document.createElement("div");
  foot.className = "editor-foot";
  const count = document.createElement("span");
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  foot.append(count, said);
  const say = (sentence) => { said.textContent = sentence; };

  const insertImage = async (file) => {
    const asked = await askForImage(file);
    if (!asked) return;
    say("正在上传图片……");
    try {
      const src = await upload(textarea.dataset.imageAddress, asked.file, token);
      editor.chain().focus().setImage({ src, alt: asked.alt }).run();
      say("图片已插入。");
    } catch (fault) {
      say(fault.message);
    }
  };
  const insertFromArchive = async () => {
    try {
      const photo = await askForPhoto(textarea.dataset.archiveAddress, token);
      if (!photo) return;
      const figure = [
        { type: "image", attrs: { src: photo.address, alt: photo.alt } },
        { type: "paragraph", attrs: { textAlign: "center" }, content: [{ type: "text", text: photo.credit }] },
      ];
      editor.chain().focus().insertContent(figure).run();
      say("资料库图片已插入。");
    } catch (fault) {
      say(fault.message);
    }
  };
  const editLink = async () => {
    const href = await askForLink(editor.getAttributes("link").href || "");
    if (href === null) return;
    const chain = editor.chain().focus().extendMarkRange("link");
    (href ? chain.setLink({ href }) : chain.unsetLink()).run();
  };
  const describeImage = async () => {
    const alt = await askForText("图片说明", editor.getAttributes("image").alt || "");
    if (alt) editor.chain().focus().updateAttributes("image", { alt }).run();
  };
  const pictures = (files) => [...files].filter((file) => file.type.startsWith("image/"));

  const editor = new Editor({
    element: frame,
    extensions,
    content: textarea.value,
    injectCSS: false,
    editorProps: {
      attributes: {
        class: "editor-text article-body",
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": "正文",
        "aria-invalid": textarea.getAttribute("aria-invalid") || "false",
      },
      transformPastedHTML: (html) => cleanPasted(html, say),
      handlePaste: (view, event) => {
        const files = pictures(event.clipboardData?.files || []);
        if (!files.length || event.clipboardData.getData("text/html")) return false;
        insertImage(files[0]);
        return true;
      },
      handleDrop: (view, event, slice, moved) => {
        const files = moved ? [] : pictures(event.dataTransfer?.files || []);
        if (!files.length) return false;
        event.preventDefault();
        insertImage(files[0]);
        return true;
      },
      handleKeyDown: (view, event) => {
        if (!(event.altKey && event.key === "F10")) return false;
        toolbar.focus();
        return true;
      },
    },
  });
  const toolbar = buildToolbar(editor, { insertImage: () => insertImage(null), insertFromArchive, editLink, describeImage });
  frame.prepend(toolbar.element);
  frame.append(foot);
  textarea.after(frame);
  textarea.hidden = true;
  document.querySelector(`label[for="${textarea.id}"]`)?.addEventListener("click", () => editor.commands.focus());

  const written = () => (editor.isEmpty ? "" : editor.getHTML().replace(/(<p( class="[^"]*")?><\/p>)+$/, ""));
  const counted = () => { count.textContent = `共 ${editor.getText().replace(/\s/g, "").length} 字`; };
  editor.on("update", () => { textarea.value = written(); counted(); });
  counted();
  const replaceText = (html) => { editor.commands.setContent(html, { emitUpdate: true }); };
  keepLocally(form, textarea, { editor, replaceText, before: frame });
}

for (const textarea of document.querySelectorAll("textarea[data-editor]")) begin(textarea);
