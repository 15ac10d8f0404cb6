// Plays HLS where the browser cannot by itself, and jumps to chapters.
import Hls from "hls.js/light";

const video = document.querySelector("video[data-hls]");

if (video && !video.canPlayType("application/vnd.apple.mpegurl") && Hls.isSupported()) {
  // No worker: the policy of the page lets none be made from a text.
  const player = new Hls({ enableWorker: false, maxBufferLength: 30 });
  const file = video.querySelector('source[type="video/mp4"]');
  player.on(Hls.Events.ERROR, (event, fault) => {
    if (!fault.fatal) return;
    if (fault.type === Hls.ErrorTypes.MEDIA_ERROR) player.recoverMediaError();
    else if (file) { player.destroy(); video.src = file.src; }
    else setTimeout(() => player.loadSource(video.dataset.hls), 5_000);
  });
  player.loadSource(video.dataset.hls);
  player.attachMedia(video);
}

for (const link of document.querySelectorAll("[data-seconds]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    video.currentTime = Number(link.dataset.seconds);
    video.play().catch(() => {});
    video.focus();
  });
}
