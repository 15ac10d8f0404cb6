// What scripts add to the counter; without them every button works and the screen reloads itself.

// Keys of the console: a letter presses the button that carries it, unless somebody is typing.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.closest("input, select, textarea")) return;
  const button = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (button && !button.disabled) {
    event.preventDefault();
    button.click();
  }
});

// The calling screen: fetched every three seconds; what is new is said aloud once the voice was allowed.
const place = document.querySelector("[data-screen]");
if (place) {
  const voice = document.querySelector("[data-voice]");
  let isSpeaking = false;
  let last = Math.max(0, ...[...place.querySelectorAll("[data-call]")].map((one) => Number(one.dataset.call)));

  if ("speechSynthesis" in window) {
    voice.hidden = false;
    voice.addEventListener("click", () => {
      isSpeaking = true;
      voice.hidden = true;
      say("语音播报已打开");
    });
  }

  function say(text) {
    const words = new SpeechSynthesisUtterance(text);
    words.lang = "zh-CN";
    words.rate = 0.9;
    window.speechSynthesis.speak(words);
  }

  async function refresh() {
    try {
      const response = await fetch(place.dataset.screen, { headers: { "X-Requested-With": "fetch" } });
      if (!response.ok) return;
      place.innerHTML = await response.text();
      const calls = [...place.querySelectorAll("[data-call]")].reverse();
      const fresh = calls.filter((one) => Number(one.dataset.call) > last);
      for (const one of fresh) {
        last = Number(one.dataset.call);
        if (isSpeaking) say(one.dataset.text);
      }
    } catch {
      // The network is away for a moment: what stands on the screen stays, the next turn asks again.
    }
  }
  window.setInterval(refresh, 3000);
}
