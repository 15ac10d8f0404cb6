// What happens when a reader changes how to read? The same cookie as the form at /preferences/ sets.
const root = document.documentElement;
const YEAR = 365 * 24 * 3600;

export const choices = () => ({
  tone: root.dataset.wanted || "auto",
  size: root.dataset.size || "normal",
  contrast: root.dataset.contrast || "normal",
});

export function choose(change) {
  const chosen = { ...choices(), ...change };
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie =
    `reading=${chosen.tone}.${chosen.size}.${chosen.contrast}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
  const isDark = chosen.tone === "auto"
    ? window.matchMedia("(prefers-color-scheme: dark)").matches
    : chosen.tone === "dark";
  root.dataset.wanted = chosen.tone;
  root.dataset.tone = isDark ? "dark" : "light";
  if (isDark) root.dataset.bsTheme = "dark";
  else delete root.dataset.bsTheme;
  root.dataset.size = chosen.size;
  root.dataset.contrast = chosen.contrast;
}

const PRESSED = {
  elder: () => choices().size === "elder",
  large: () => choices().size !== "normal",
  dark: () => root.dataset.tone === "dark",
  contrast: () => choices().contrast === "high",
};
const TURNED = {
  elder: () => choose(PRESSED.elder() ? { size: "normal", contrast: "normal" } : { size: "elder", contrast: "high" }),
  large: () => choose({ size: PRESSED.large() ? "normal" : "large" }),
  dark: () => choose({ tone: PRESSED.dark() ? "light" : "dark" }),
  contrast: () => choose({ contrast: PRESSED.contrast() ? "normal" : "high" }),
};

export function offerChoices() {
  const buttons = [...document.querySelectorAll("[data-reading]")].filter((one) => one.dataset.reading in TURNED);
  const show = () => buttons.forEach((one) => one.setAttribute("aria-pressed", String(PRESSED[one.dataset.reading]())));
  for (const one of buttons) {
    one.addEventListener("click", () => {
      TURNED[one.dataset.reading]();
      show();
    });
  }
  show();
}
