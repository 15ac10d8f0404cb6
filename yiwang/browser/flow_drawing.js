// The drawing board: edits the document of the page's form and what the platform wants to know of a step.
import Modeler from "bpmn-js/lib/Modeler";
import words from "./_flow_words.js";

const text = (name) => ({ name, isAttr: true, type: "String" });
// The platform's own elements (urn:yiwang:process), so that the board keeps and writes them.
const OURS = {
  name: "Yiwang", prefix: "yw", uri: "urn:yiwang:process", xml: { tagAlias: "lowerCase" }, associations: [],
  types: [
    { name: "Process", superClass: ["Element"], properties: [{ name: "fields", isMany: true, type: "Field" }] },
    { name: "Field", superClass: ["Element"], properties: [text("name"), text("type"), text("label")] },
    { name: "Outcome", superClass: ["Element"], properties: [text("code"), text("label")] },
    {
      name: "Step", superClass: ["Element"],
      properties: [text("seat"), text("stage"), text("public"), text("limit"), text("unit"), { name: "outcomes", isMany: true, type: "Outcome" }],
    },
  ],
};
const STEPS = new Set(["bpmn:UserTask", "bpmn:Task", "bpmn:ManualTask"]);

const form = document.querySelector("[data-drawing]");
const board = form.querySelector("[data-board]");
const xml = form.querySelector("[name=xml]");
const facts = form.querySelector("[data-facts]");
const fact = (name) => facts.querySelector(`[data-fact=${name}]`);
board.hidden = false;

const modeler = new Modeler({
  container: form.querySelector("[data-canvas]"),
  moddleExtensions: { yw: OURS },
  additionalModules: [words],
});
let selected = null;
let isChanged = false;

const stepOf = (element) => element.businessObject.get("extensionElements")?.get("values").find((each) => each.$type === "yw:Step");

function show(element) {
  selected = element;
  const isStep = Boolean(element) && STEPS.has(element.type);
  const isFlow = element?.type === "bpmn:SequenceFlow";
  facts.disabled = !(isStep || isFlow);
  facts.querySelector("[data-hint]").hidden = isStep || isFlow;
  facts.querySelector("[data-fields]").hidden = !isStep;
  facts.querySelector("[data-condition-fields]").hidden = !isFlow;
  if (isFlow) fact("condition").value = element.businessObject.conditionExpression?.body || "";
  if (!isStep) return;
  const step = stepOf(element);
  fact("seat").value = step?.seat || "";
  fact("stage").value = step?.stage || "";
  fact("public").checked = step?.public !== "false";
  fact("outcomes").value = (step?.outcomes || []).map((each) => `${each.code} ${each.label || ""}`.trim()).join("\n");
}

function outcomesRead(moddle) {
  const lines = fact("outcomes").value.split("\n").map((line) => line.trim()).filter(Boolean);
  return lines.map((line) => {
    const [code, ...rest] = line.split(/\s+/);
    return moddle.create("yw:Outcome", { code, label: rest.join(" ") || code });
  });
}

function keepStep() {
  const moddle = modeler.get("moddle");
  const before = stepOf(selected);
  const kept = before ? { limit: before.limit, unit: before.unit } : {};
  const step = moddle.create("yw:Step", {
    ...kept, seat: fact("seat").value.trim(), stage: fact("stage").value.trim(),
    public: fact("public").checked ? undefined : "false", outcomes: outcomesRead(moddle),
  });
  const others = selected.businessObject.get("extensionElements")?.get("values").filter((each) => each.$type !== "yw:Step") || [];
  const extensionElements = moddle.create("bpmn:ExtensionElements", { values: [...others, step] });
  modeler.get("modeling").updateProperties(selected, { extensionElements });
}

function keepCondition() {
  const body = fact("condition").value.trim();
  const conditionExpression = body ? modeler.get("moddle").create("bpmn:FormalExpression", { body }) : undefined;
  modeler.get("modeling").updateProperties(selected, { conditionExpression });
}

facts.addEventListener("change", () => {
  if (selected?.type === "bpmn:SequenceFlow") keepCondition();
  else if (selected) keepStep();
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  xml.value = (await modeler.saveXML({ format: true })).xml;
  isChanged = false;
  form.submit();
});
window.addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });

async function open() {
  await modeler.importXML(xml.value);
  const canvas = modeler.get("canvas");
  canvas.zoom(Math.min(1, canvas.zoom("fit-viewport", "auto") * 0.88), "auto");
  canvas.scroll({ dx: 50, dy: 0 }); // out from under the palette
  modeler.on("selection.changed", ({ newSelection }) => show(newSelection.length === 1 ? newSelection[0] : null));
  modeler.on("commandStack.changed", () => { isChanged = true; });
}
open().catch(() => {
  board.hidden = true;
  const note = document.createElement("p");
  note.className = "note note-error";
  note.textContent = "浏览器无法打开这张流程图，请下载后用其他工具修改再导入。";
  form.prepend(note);
});
