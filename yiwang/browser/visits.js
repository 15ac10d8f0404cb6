// Tells that a page was opened, where the server itself does not see it: the path and nothing else.
addEventListener("load", () => {
  if (!document.prerendering) navigator.sendBeacon("/visits/", window.location.pathname);
});
