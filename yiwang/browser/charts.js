// Draws the lines of a table that the page shows anyway: <div data-chart="id of the table">.
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([AriaComponent, BarChart, CanvasRenderer, GridComponent, LegendComponent, LineChart, TooltipComponent]);

const value = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function read(table) {
  const heads = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows];
  return {
    labels: rows.map((row) => row.cells[0].textContent.trim()),
    series: heads.map((name, at) => ({
      name,
      data: rows.map((row) => Number(row.cells[at + 1].textContent.trim())),
    })),
  };
}

// One short run is told apart better by columns than by lines.
function option({ labels, series }) {
  const type = labels.length > 12 ? "line" : "bar";
  const text = { color: value("--ink-soft"), fontFamily: value("--sans") };
  return {
    animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    color: [value("--blue"), "#c58a00", value("--green")],
    textStyle: text,
    grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
    legend: { top: 0, textStyle: text },
    // The policy of the page allows no style attribute, so the tooltip is drawn, not written.
    tooltip: { trigger: "axis", renderMode: "richText", confine: true },
    xAxis: { type: "category", data: labels, axisLabel: text, axisTick: { alignWithLabel: true } },
    yAxis: { type: "value", minInterval: 1, axisLabel: text, splitLine: { lineStyle: { color: value("--line") } } },
    series: series.map((each) => ({ ...each, type, showSymbol: false, barMaxWidth: 28, lineStyle: { width: 2 } })),
  };
}

for (const place of document.querySelectorAll("[data-chart]")) {
  const table = document.getElementById(place.dataset.chart);
  if (!table || !table.tBodies[0].rows.length) continue;
  place.hidden = false;
  const chart = init(place);
  chart.setOption(option(read(table)));
  new ResizeObserver(() => chart.resize()).observe(place);
}
