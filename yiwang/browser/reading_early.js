// How does this reader want to read? Set before anything is drawn, so that nothing flashes in wrong colours.
const root = document.documentElement;
const found = document.cookie.match(/(?:^|; )reading=([a-z]+)\.([a-z]+)\.([a-z]+)/);
const [tone, size, contrast] = found ? found.slice(1) : ["auto", "normal", "normal"];
const system = window.matchMedia("(prefers-color-scheme: dark)");

const setTone = () => {
  root.dataset.tone = tone === "auto" ? (system.matches ? "dark" : "light") : tone;
  if (root.dataset.tone === "dark") root.dataset.bsTheme = "dark";
  else delete root.dataset.bsTheme;
};

setTone();
root.dataset.wanted = tone;
root.dataset.size = size;
root.dataset.contrast = contrast;
root.dataset.scripts = "on";
if (tone === "auto") system.addEventListener?.("change", setTone);
try {
  if (sessionStorage.getItem("kiosk")) root.dataset.kiosk = "on";
} catch {
  // A browser that keeps nothing is no terminal in a hall.
}
