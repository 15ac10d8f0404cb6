// Draws every table of results as bars, and keeps the figures of a running survey fresh.
import { BarChart } from "echarts/charts";
import { AriaComponent, GridComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([AriaComponent, BarChart, CanvasRenderer, GridComponent, TooltipComponent]);

const value = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const drawn = [];

function rows(table) {
  return [...table.tBodies[0].rows].map((row) => ({
    label: row.cells[0].textContent.trim(),
    number: Number(row.cells[1].textContent.trim()),
  }));
}

function option(table, width) {
  // What stands first in the table stands on top. A hidden number is no bar.
  const listed = rows(table).reverse();
  const text = { color: value("--ink-soft"), fontFamily: value("--sans"), fontSize: 14 };
  return {
    animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    aria: { enabled: false },
    // The policy of the page allows no style attribute, so the tooltip is drawn, not written.
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, renderMode: "richText", confine: true },
    grid: { left: 4, right: 40, top: 4, bottom: 4, containLabel: true },
    xAxis: { type: "value", minInterval: 1, axisLabel: { ...text, hideOverlap: true }, splitLine: { lineStyle: { color: value("--line") } } },
    yAxis: { type: "category", data: listed.map((row) => row.label), axisLabel: { ...text, color: value("--ink"), width: Math.round(width * 0.34), overflow: "truncate" }, axisTick: { show: false } },
    series: [{
      name: "人数", type: "bar", barMaxWidth: 26, color: value("--blue"), itemStyle: { borderRadius: [0, 4, 4, 0] },
      label: { show: true, position: "right", ...text },
      data: listed.map((row) => (Number.isNaN(row.number) ? null : row.number)),
    }],
  };
}

for (const place of document.querySelectorAll("[data-survey-chart]")) {
  const table = place.parentElement.querySelectorAll("table")[[...place.parentElement.querySelectorAll("[data-survey-chart]")].indexOf(place)];
  if (!table) continue;
  place.hidden = false;
  place.classList.add(`rows-${Math.min(table.tBodies[0].rows.length, 12)}`);
  const chart = init(place);
  const draw = () => chart.setOption(option(table, place.clientWidth), true);
  draw();
  new ResizeObserver(() => { chart.resize(); draw(); }).observe(place);
  drawn.push(draw);
}

const page = document.querySelector("[data-figures]");
let mark = "";

function fill(shown) {
  const put = (selector, text) => {
    const place = page.querySelector(selector);
    if (place && place.textContent !== String(text)) place.textContent = text;
  };
  put("[data-received]", shown.received);
  for (const [key, [number, share]] of Object.entries(shown.cells)) {
    put(`[data-cell="${key}"]`, number);
    put(`[data-share="${key}"]`, share);
  }
  for (const [code, [number, mean]] of Object.entries(shown.answered)) {
    if (number !== null) put(`[data-answered="${code}"]`, number);
    put(`[data-mean="${code}"]`, mean);
  }
  for (const draw of drawn) draw();
}

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(page.dataset.figures, { headers: mark ? { "If-None-Match": mark } : {}, cache: "no-store", signal: AbortSignal.timeout(10_000) });
    if (answer.status === 304 || !answer.ok) return;
    mark = answer.headers.get("ETag") ?? "";
    fill(await answer.json());
    const now = new Date();
    page.querySelector("[data-moment]").textContent = `${now.getFullYear()}年${now.getMonth() + 1}月${now.getDate()}日 ${now.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false })}`;
  } catch {
    // Without the network the page keeps what it shows, with its moment.
  }
}

if (page) setInterval(refresh, Number(page.dataset.fresh) * 1000);
