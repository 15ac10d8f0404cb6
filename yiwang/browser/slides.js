// Slides that scroll by themselves until the reader wants otherwise; without this script they scroll by hand.
// WAI-ARIA carousel: a pause button first, nothing moves while somebody points at it, reads it or asked for less motion.
const EVERY = 6000;
const still = window.matchMedia("(prefers-reduced-motion: reduce)");

function begin(root) {
  const track = root.querySelector("[data-slides-track]");
  const slides = [...track.children];
  const bar = root.querySelector("[data-slides-bar]");
  const pause = root.querySelector("[data-slides-pause]");
  const place = root.querySelector("[data-slides-place]");
  if (slides.length < 2) return;
  let isPaused = still.matches;
  let isHeld = false;
  bar.hidden = false;

  const at = () => Math.min(slides.length - 1, Math.max(0, Math.round(track.scrollLeft / track.clientWidth)));
  const tell = () => { place.textContent = `${at() + 1} / ${slides.length}`; };
  const show = (index) => {
    const next = (index + slides.length) % slides.length;
    track.scrollTo({ left: next * track.clientWidth, behavior: still.matches ? "auto" : "smooth" });
  };
  const label = () => { pause.textContent = isPaused ? "继续播放" : "暂停播放"; };
  const stop = () => { isPaused = true; label(); };

  pause.addEventListener("click", () => { isPaused = !isPaused; label(); });
  root.querySelector("[data-slides-back]").addEventListener("click", () => { stop(); show(at() - 1); });
  root.querySelector("[data-slides-on]").addEventListener("click", () => { stop(); show(at() + 1); });
  track.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step || event.target !== track) return;
    event.preventDefault();
    stop();
    show(at() + step);
  });
  track.addEventListener("scroll", tell, { passive: true });
  for (const [name, held] of [["pointerenter", true], ["pointerleave", false], ["focusin", true], ["focusout", false]]) {
    root.addEventListener(name, () => { isHeld = held; });
  }
  window.setInterval(() => { if (!isPaused && !isHeld && !document.hidden) show(at() + 1); }, EVERY);
  label();
  tell();
}

document.querySelectorAll("[data-slides]").forEach(begin);
