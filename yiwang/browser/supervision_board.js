// The supervision board keeps itself fresh: figures as JSON, again only where they changed.
import { charts } from "./_board_charts.js";

const EVERY = 20_000;
const root = document.querySelector("[data-board]");

function made(name, attributes = {}, ...inside) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...inside);
  return node;
}

const linked = (address, text) => (address ? made("a", { href: address }, text) : text);
const cell = (number, address) => made("td", { class: "number text-end" }, linked(number ? address : "", String(number)));

const ROWS = {
  units: row, items: row,
  trend: (day) => made("tr", {}, made("th", { scope: "row" }, day.label), cell(day.intake, day.intake_address),
    cell(day.ended, day.ended_address), cell(day.late, day.late_address), cell(day.found, day.found_address)),
  findings: (each) => made("li", {}, made("span", { class: `state state-${each.tone}` }, each.colour),
    made("span", { class: "board-finding" }, each.address ? linked(each.address, each.label) : made("b", {}, each.label),
      made("small", {}, `${each.unit} · ${each.item}`)), made("time", { class: "number" }, each.at)),
  headlines: (each) => made("li", { class: `tile tile-${each.tone}` }, made("a", { href: each.address },
    made("span", { class: "tile-label" }, each.label), " ", made("strong", { class: "number" }, String(each.number)))),
  faults: (each) => made("li", {}, `${each.label}（${each.code}）：自 ${each.since} 起出错 ${each.times} 次`),
};

function row(each) {
  const cells = each.cells.map((one) => {
    const made = cell(one.number, one.address);
    made.classList.add(`cell-${one.name}`);
    return made;
  });
  return made("tr", {}, made("th", { scope: "row" }, linked(each.address, each.label)), ...cells, made("td", { class: "number text-end" }, each.rate));
}

function fill(shown) {
  for (const [name, { number, address }] of Object.entries(shown.numbers)) {
    for (const copy of root.querySelectorAll(`[data-copy="${name}"]`)) copy.textContent = number;
    const place = root.querySelector(`[data-number="${name}"]`);
    if (!place) continue;
    const value = place.querySelector("[data-value]");
    if (value.textContent !== String(number)) {
      value.textContent = number;
      place.parentElement.classList.remove("is-new");
      void place.offsetWidth;
      place.parentElement.classList.add("is-new");
    }
    if (address) place.setAttribute("href", address);
  }
  for (const place of root.querySelectorAll("[data-rows]")) {
    const rows = shown[place.dataset.rows];
    // Somebody who stands in a list with the keyboard keeps the place.
    if (place.contains(document.activeElement)) continue;
    if (rows.length || !place.matches("tbody, ol")) place.replaceChildren(...rows.map(ROWS[place.dataset.rows]));
    if (place.dataset.rows === "headlines") place.hidden = !rows.length;
  }
  for (const place of root.querySelectorAll("[data-faults]")) place.hidden = !shown.faults.length;
}

const state = root.querySelector("[data-state]");
function say(text, tone) {
  state.dataset.tone = tone;
  const place = state.querySelector("[data-state-text]");
  if (place.textContent !== text) place.textContent = text;
}

const draw = charts(root);
let mark = "";
let shown = null;
let lostAt = null;
// The city's time, wherever the browser stands.
const ZONE = "Asia/Shanghai";
const clock = (at) => at.toLocaleTimeString("zh-CN", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

async function refresh() {
  try {
    const answer = await fetch(root.dataset.board, { headers: mark ? { "If-None-Match": mark } : {}, cache: "no-store", signal: AbortSignal.timeout(15_000) });
    // A browser may answer from what it keeps; then the status is 200 and the mark the same.
    if (answer.status !== 304) {
      if (!answer.ok || !answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Error(String(answer.status));
      shown = await answer.json();
      mark = answer.headers.get("ETag") ?? "";
      fill(shown);
      draw(shown);
    }
    lostAt = null;
    if (!shown.moment) say("还没有统计，一分钟后可见", "warn");
    else if (shown.is_stale) say(`截至 ${shown.moment}，统计任务可能没有运行`, "warn");
    else say(`截至 ${shown.moment}`, "good");
  } catch {
    lostAt ??= new Date();
    say(`网络中断（自 ${clock(lostAt)}），显示的是${shown?.moment ? `截至 ${shown.moment}` : "打开页面时"}的数字，正在重试`, "bad");
  }
}

function tick() {
  const now = new Date();
  const place = root.querySelector("[data-now]");
  const day = now.toLocaleDateString("zh-CN", { timeZone: ZONE, year: "numeric", month: "long", day: "numeric" });
  const text = `${day} ${clock(now)}`;
  if (place && place.textContent !== text) place.textContent = text;
}

if (root) {
  tick();
  setInterval(tick, 1000);
  refresh();
  setInterval(() => { if (!document.hidden) refresh(); }, EVERY);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
}
