// Draws the whole diagram of a process over the simplified one that the page shows anyway:
// <div class="flow" data-flow="address of the document" data-done="ids" data-current="ids" data-name="…">.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

const narrow = window.matchMedia("(max-width: 620px)");
const TALLEST = 640;
const SMALLEST = 0.6;
const LETTERS = { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: "14px" };

const ids = (text) => (text || "").split(" ").filter(Boolean);

function made(tag, name, text = "") {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
}

function mark(viewer, id, state, sign) {
  if (!viewer.get("elementRegistry").get(id)) return;
  viewer.get("canvas").addMarker(id, `flow-${state}`);
  const html = made("span", `flow-sign flow-sign-${state}`, sign);
  viewer.get("overlays").add(id, { position: { top: -11, right: 11 }, html });
}

// As large as the page lets it be, never larger than drawn nor too small to read; the rest is a drag away.
function fit(viewer, place) {
  const canvas = viewer.get("canvas");
  const inner = canvas.viewbox().inner;
  const room = Math.min((place.clientWidth - 40) / inner.width, (TALLEST - 80) / inner.height);
  const scale = Math.min(1, Math.max(SMALLEST, room));
  place.style.height = `${Math.min(TALLEST, Math.max(200, inner.height * scale + 80))}px`;
  canvas.resized();
  const shown = { width: place.clientWidth / scale, height: place.clientHeight / scale };
  const begin = (at, length, space) => (length < space ? at - (space - length) / 2 : at - 20);
  canvas.viewbox({
    x: begin(inner.x, inner.width, shown.width), y: begin(inner.y, inner.height, shown.height), ...shown,
  });
}

function tools(viewer, place) {
  const box = made("div", "flow-tools");
  const zoom = viewer.get("zoomScroll");
  const deeds = [
    ["＋", "放大", () => zoom.stepZoom(1)],
    ["－", "缩小", () => zoom.stepZoom(-1)],
    ["还原", "恢复原来的大小", () => fit(viewer, place)],
  ];
  for (const [text, label, deed] of deeds) {
    const button = made("button", "", text);
    button.type = "button";
    button.setAttribute("aria-label", label);
    button.addEventListener("click", deed);
    box.append(button);
  }
  place.append(box);
}

function legend(flow) {
  if (!flow.dataset.done && !flow.dataset.current) return null;
  const list = made("ul", "flow-legend");
  for (const [state, sign, words] of [["done", "✓", "已办理"], ["current", "▶", "正在办理"]]) {
    const item = document.createElement("li");
    item.append(made("span", `flow-sign flow-sign-${state}`, sign), ` ${words}`);
    list.append(item);
  }
  return list;
}

async function draw(flow) {
  const place = flow.querySelector(".flow-canvas");
  const answer = await fetch(flow.dataset.flow, { credentials: "same-origin" });
  if (!answer.ok) return;
  place.hidden = false;
  place.setAttribute("role", "group");
  place.setAttribute("aria-label", `${flow.dataset.name}流程图，可拖动`);
  // The wheel belongs to the page; the buttons and dragging move the chart.
  const viewer = new NavigatedViewer({
    container: place, zoomScroll: { enabled: false },
    textRenderer: { defaultStyle: LETTERS, externalStyle: { ...LETTERS, fontSize: "13px" } },
  });
  try {
    await viewer.importXML(await answer.text());
  } catch (fault) {
    place.hidden = true; // a document without a drawing: what the server drew stays
    viewer.destroy();
    return;
  }
  for (const id of ids(flow.dataset.done)) mark(viewer, id, "done", "✓");
  for (const id of ids(flow.dataset.current)) mark(viewer, id, "current", "▶");
  flow.querySelector(".flow-plain").hidden = true;
  fit(viewer, place);
  tools(viewer, place);
  const signs = legend(flow);
  if (signs) place.after(signs);
}

for (const flow of document.querySelectorAll("[data-flow]")) {
  if (!narrow.matches) {
    draw(flow);
    continue;
  }
  // On a phone the simplified chart is the legible one; the whole stays a touch away.
  const more = made("p", "flow-more");
  const button = made("button", "btn btn-outline-primary btn-sm", "查看完整流程图");
  button.type = "button";
  button.addEventListener("click", () => { more.remove(); draw(flow); });
  more.append(button);
  flow.append(more);
}
