// How does a page behave on a terminal in a hall? It leads nowhere else, and goes home when nobody is there.
const IDLE = 90;
const WARNED = 20;

let left = IDLE;

// Where this terminal begins: of a hall of its own, or of all.
function homeOf() {
  try {
    return sessionStorage.getItem("kiosk") || "/kiosk/";
  } catch {
    return "/kiosk/";
  }
}

function goHome() {
  const home = homeOf();
  try {
    sessionStorage.clear();
    sessionStorage.setItem("kiosk", home);
  } catch {
    // Nothing was kept, so nothing is left behind.
  }
  location.assign(`${home}?ended=1`);
}

const isOutside = (link) => link.origin !== location.origin || !/^https?:$/.test(link.protocol);
const isClosed = (link) => /^\/(office|accounts)\//.test(link.pathname);

function keepInside(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || (!isOutside(link) && !isClosed(link))) {
    if (link) link.removeAttribute("target");
    return;
  }
  event.preventDefault();
  say("自助终端上不能打开其他网站，请用手机或电脑访问。");
}

function say(sentence) {
  const place = document.querySelector("[data-kiosk-state]");
  if (place) place.textContent = sentence;
}

function tick() {
  left -= 1;
  if (left <= 0) return goHome();
  if (left <= WARNED) say(`${left} 秒后返回首页，触摸屏幕继续使用。`);
}

function stay() {
  if (left <= WARNED) say("");
  left = IDLE;
}

export function keepKiosk() {
  const page = document.querySelector("[data-kiosk-page]");
  if (page) {
    try {
      if (page.dataset.kioskPage === "off") sessionStorage.removeItem("kiosk");
      else sessionStorage.setItem("kiosk", location.pathname);
    } catch {
      return;
    }
    document.documentElement.dataset.kiosk = page.dataset.kioskPage;
  }
  if (document.documentElement.dataset.kiosk !== "on") return;
  const bar = document.querySelector("[data-kiosk=bar]");
  const isStart = page?.dataset.kioskPage === "on";
  if (!isStart) bar?.removeAttribute("hidden");
  bar?.querySelector("a")?.setAttribute("href", `${homeOf()}?ended=1`);
  document.addEventListener("click", keepInside, true);
  for (const name of ["pointerdown", "keydown", "scroll", "touchstart"]) {
    document.addEventListener(name, stay, { passive: true, capture: true });
  }
  if (!isStart) setInterval(tick, 1000);
}
