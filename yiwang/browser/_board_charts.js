// The charts of the supervision board. Drawn on a canvas: the policy of the page allows no style attribute.
import { BarChart, LineChart, PieChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TitleComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([AriaComponent, BarChart, CanvasRenderer, GridComponent, LegendComponent, LineChart, PieChart, TitleComponent, TooltipComponent]);

const still = window.matchMedia("(prefers-reduced-motion: reduce)");
const LIGHT = {
  ink: "#1d2733", soft: "#4b5968", line: "#dde3ea", paper: "#ffffff",
  green: "#2b8a57", yellow: "#d69a00", red: "#c8372d", blue: "#14508f", pale: "#7fa9d4", size: 13,
};
const DARK = {
  ink: "#eaf3ff", soft: "#a9c4e4", line: "#23466f", paper: "#0b2545",
  green: "#35c48b", yellow: "#ffc247", red: "#ff6b5e", blue: "#4ba3ff", pale: "#7fe0ff", size: 16,
};

function base(ink) {
  const text = { color: ink.soft, fontFamily: '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif', fontSize: ink.size };
  return {
    text,
    option: {
      animation: !still.matches,
      animationDuration: 600,
      textStyle: text,
      tooltip: { renderMode: "richText", confine: true, textStyle: { fontSize: ink.size } },
    },
  };
}

function trend(shown, ink) {
  const { text, option } = base(ink);
  const days = shown.trend;
  const line = (name, key, colour) => ({
    name, type: "line", smooth: 0.25, smoothMonotone: "x", showSymbol: false, data: days.map((day) => day[key]), color: colour,
    lineStyle: { width: 3 }, areaStyle: { opacity: 0.12 },
  });
  return {
    ...option,
    tooltip: { ...option.tooltip, trigger: "axis" },
    grid: { left: 8, right: 16, top: 44, bottom: 4, containLabel: true },
    legend: { top: 0, textStyle: text, itemGap: 24 },
    xAxis: { type: "category", data: days.map((day) => day.label), axisLabel: text, axisLine: { lineStyle: { color: ink.line } }, axisTick: { show: false } },
    yAxis: { type: "value", minInterval: 1, axisLabel: text, splitLine: { lineStyle: { color: ink.line } } },
    series: [
      line("收件", "intake", ink.blue),
      line("办结", "ended", ink.green),
      { name: "发现问题", type: "bar", data: days.map((day) => day.found), color: ink.red, barMaxWidth: 14, itemStyle: { borderRadius: [3, 3, 0, 0] } },
    ],
  };
}

const numberIn = (row, name) => row.cells.find((cell) => cell.name === name).number;

function worst(rows, ink, width) {
  const { text, option } = base(ink);
  // What is best known first stands on top.
  const listed = [...rows].reverse();
  const room = Math.round(width * 0.36);
  const bar = (name, key, colour, end) => ({
    name, type: "bar", stack: "all", color: colour, barMaxWidth: 20, data: listed.map((row) => numberIn(row, key)),
    itemStyle: end ? { borderRadius: [0, 4, 4, 0] } : {},
  });
  return {
    ...option,
    tooltip: { ...option.tooltip, trigger: "axis", axisPointer: { type: "shadow" } },
    grid: { left: 4, right: 44, top: 34, bottom: 0, containLabel: true },
    legend: { top: 0, textStyle: text, itemGap: 24 },
    xAxis: { type: "value", minInterval: 1, axisLabel: { ...text, hideOverlap: true }, splitLine: { lineStyle: { color: ink.line } } },
    yAxis: { type: "category", data: listed.map((row) => row.label), axisLabel: { ...text, color: ink.ink, width: room, overflow: "truncate" }, axisLine: { show: false }, axisTick: { show: false } },
    series: [bar("超期", "red", ink.red, false), bar("预警", "yellow", ink.yellow, true)],
  };
}

function share(shown, ink) {
  const { text, option } = base(ink);
  const numbers = shown.numbers;
  const parts = [["正常", "green"], ["预警", "yellow"], ["超期", "red"]];
  return {
    ...option,
    tooltip: { ...option.tooltip, trigger: "item" },
    title: { text: numbers.late_rate.number, subtext: "超期率", left: "center", top: "37%", textStyle: { ...text, color: ink.ink, fontSize: ink.size * 2.1, fontWeight: 700 }, subtextStyle: text, itemGap: 4 },
    legend: { bottom: 0, textStyle: text, itemGap: 20 },
    series: [{
      type: "pie", radius: ["56%", "80%"], center: ["50%", "46%"], label: { show: false }, minAngle: 3,
      itemStyle: { borderColor: ink.paper, borderWidth: 3 },
      data: parts.map(([name, key]) => ({ name, value: numbers[key].number, itemStyle: { color: ink[key] } })),
    }],
  };
}

const OPTIONS = {
  trend: (shown, ink) => trend(shown, ink),
  share: (shown, ink) => share(shown, ink),
  units: (shown, ink, width) => worst(shown.units, ink, width),
  items: (shown, ink, width) => worst(shown.items, ink, width),
};

// Gives a function that draws every chart of the page anew from a document.
export function charts(root) {
  const ink = "dark" in root.dataset ? DARK : LIGHT;
  const drawn = new Map();
  let last = null;
  const set = (place, chart) => chart.setOption(OPTIONS[place.dataset.chart](last, ink, place.clientWidth), true);
  return (shown) => {
    last = shown;
    for (const place of root.querySelectorAll("[data-chart]")) {
      const rows = shown[place.dataset.chart];
      place.hidden = Array.isArray(rows) && !rows.length;
      root.querySelector(`[data-stands-in="${place.dataset.chart}"]`)?.classList.toggle("visually-hidden", !place.hidden);
      if (place.hidden) continue;
      if (!drawn.has(place)) {
        const chart = init(place);
        drawn.set(place, chart);
        new ResizeObserver(() => { chart.resize(); set(place, chart); }).observe(place);
      }
      set(place, drawn.get(place));
    }
  };
}
