// How is a page read aloud? By the voices of the browser itself; nothing leaves this machine that it would not send.
const PARTS = "h1, h2, h3, h4, p, li, dt, dd, th, td, caption, label, legend, summary";
const LONGEST = 160;
const RATES = [0.7, 0.85, 1, 1.25, 1.5];

let queue = [];
let at = 0;
let rate = 1;
let isOn = false;

const synthesis = window.speechSynthesis;
const voice = () => synthesis?.getVoices().find((one) => /^(zh|cmn)\b/i.test(one.lang));

// Every innermost piece of text once, in the order of the page.
function pieces(main) {
  const found = [...main.querySelectorAll(PARTS)].filter((one) =>
    !one.closest("[hidden], [aria-hidden=true], .visually-hidden, nav, .no-speech") &&
    !one.querySelector(PARTS) && one.textContent.trim() && one.getClientRects().length);
  return found.flatMap((element) => cut(element.textContent.trim().replace(/\s+/g, " ")).map((text) => ({ element, text })));
}

// Browsers fall silent in the middle of long utterances, so that sentences are spoken one after the other.
export function cut(text) {
  const sentences = text.match(/[^。！？；!?;]+[。！？；!?;]?/g) || [];
  const parts = [];
  for (const sentence of sentences) {
    for (let start = 0; start < sentence.length; start += LONGEST) parts.push(sentence.slice(start, start + LONGEST));
  }
  return parts;
}

function mark(element) {
  document.querySelectorAll(".is-spoken").forEach((one) => one.classList.remove("is-spoken"));
  if (!element) return;
  element.classList.add("is-spoken");
  element.scrollIntoView({ block: "nearest" });
}

function speak(bar) {
  if (!isOn || at >= queue.length) return stop(bar);
  const { element, text } = queue[at];
  const said = new SpeechSynthesisUtterance(text);
  said.voice = voice();
  said.lang = said.voice?.lang || "zh-CN";
  said.rate = rate;
  said.onend = () => { if (isOn && queue[at]?.text === text) { at += 1; speak(bar); } };
  said.onerror = (event) => { if (!["interrupted", "canceled"].includes(event.error)) fail(bar); };
  mark(element);
  synthesis.speak(said);
}

function stop(bar) {
  isOn = false;
  synthesis?.cancel();
  mark(null);
  bar.hidden = true;
  document.querySelector("[data-reading=speak]")?.setAttribute("aria-pressed", "false");
}

const tell = (bar, sentence) => { bar.querySelector("[data-speech=state]").textContent = sentence; };

function fail(bar) {
  isOn = false;
  mark(null);
  bar.dataset.mute = "on";
  tell(bar, "这台设备的浏览器没有可用的中文语音，不能朗读。请在系统设置中安装中文语音，或者换用带有中文语音的浏览器（如 Edge、Safari、手机自带浏览器）。");
}

function begin(bar) {
  bar.hidden = false;
  document.querySelector("[data-reading=speak]")?.setAttribute("aria-pressed", "true");
  if (!synthesis || !voice()) return fail(bar);
  delete bar.dataset.mute;
  queue = pieces(document.querySelector("main"));
  at = 0;
  isOn = true;
  tell(bar, "正在朗读");
  speak(bar);
}

function pause(bar, button) {
  const paused = synthesis.paused;
  if (paused) synthesis.resume();
  else synthesis.pause();
  button.textContent = paused ? "暂停" : "继续";
  tell(bar, paused ? "正在朗读" : "已暂停");
}

function step(bar, by) {
  at = Math.min(Math.max(at + by, 0), queue.length - 1);
  synthesis.cancel();
  speak(bar);
}

function pace(bar, by) {
  rate = RATES[Math.min(Math.max(RATES.indexOf(rate) + by, 0), RATES.length - 1)];
  tell(bar, `语速 ${rate} 倍`);
  if (isOn) { synthesis.cancel(); speak(bar); }
}

export function offerAloud() {
  const button = document.querySelector("[data-reading=speak]");
  const bar = document.querySelector("[data-speech=bar]");
  if (!button || !bar) return;
  synthesis?.getVoices(); // the first call only makes the browser load them
  button.addEventListener("click", () => (bar.hidden ? begin(bar) : stop(bar)));
  const deeds = {
    pause: (one) => pause(bar, one), back: () => step(bar, -1), on: () => step(bar, 1),
    slower: () => pace(bar, -1), faster: () => pace(bar, 1), stop: () => { stop(bar); button.focus(); },
  };
  for (const one of bar.querySelectorAll("button[data-speech]")) {
    one.addEventListener("click", () => deeds[one.dataset.speech](one));
  }
  window.addEventListener("pagehide", () => stop(bar));
}
