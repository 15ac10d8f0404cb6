// What can a reader do with any public page? Choose how to read, hear it, send it on, keep it for later.
import { keepKiosk } from "./_kiosk.js";
import { offerAloud } from "./_reading_aloud.js";
import { offerChoices } from "./_reading_choices.js";

function offerSharing() {
  for (const button of document.querySelectorAll("[data-share=copy]")) {
    const state = button.parentElement.querySelector("[role=status]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.address);
        state.textContent = "链接已复制";
      } catch {
        state.textContent = `请手工复制：${button.dataset.address}`;
      }
    });
  }
  for (const button of document.querySelectorAll("[data-share=print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

// Tabs by links to their panels: without scripts all panels stand one below the other.
function offerTabs() {
  for (const group of document.querySelectorAll("[data-tabs]")) {
    // Where there is room all panels stand beside one another; whoever reads large scrolls, but misses nothing.
    const isNarrow = window.matchMedia("(max-width: 820px)").matches && document.documentElement.dataset.size !== "elder";
    if (group.dataset.tabs === "narrow" && !isNarrow) continue;
    const tabs = [...group.querySelectorAll("[data-tab]")];
    const list = group.querySelector("[data-tab-list]");
    const show = (tab, isFocused) => {
      for (const one of tabs) {
        const isShown = one === tab;
        one.setAttribute("aria-selected", String(isShown));
        one.tabIndex = isShown ? 0 : -1;
        document.getElementById(one.dataset.tab).hidden = !isShown;
      }
      if (isFocused) tab.focus();
    };
    list.setAttribute("role", "tablist");
    for (const item of list.children) item.setAttribute("role", "presentation");
    for (const [index, tab] of tabs.entries()) {
      const panel = document.getElementById(tab.dataset.tab);
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", panel.id);
      tab.id = `${panel.id}-tab`;
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
      panel.tabIndex = 0;
      tab.addEventListener("click", (event) => { event.preventDefault(); show(tab); });
      tab.addEventListener("keydown", (event) => {
        const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!by) return;
        event.preventDefault();
        show(tabs[(index + by + tabs.length) % tabs.length], true);
      });
    }
    group.dataset.tabs = "on";
    show(tabs[0]);
  }
}

function keepForLater() {
  const isSafe = window.isSecureContext && "serviceWorker" in navigator;
  if (!isSafe || document.documentElement.dataset.kiosk === "on") return;
  window.addEventListener("load", () => setTimeout(register, 3000));
}

async function register() {
  try {
    await navigator.serviceWorker.register("/service-worker.js", { scope: "/" });
  } catch {
    // Where the browser forbids it, pages are read online as before.
  }
}

offerChoices();
offerAloud();
offerSharing();
offerTabs();
keepKiosk();
keepForLater();
