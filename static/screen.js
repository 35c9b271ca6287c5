/* The wall: always dark, and the whole screen when asked. */
(() => {
  document.documentElement.dataset.bsTheme = "dark";
  addEventListener("click", (event) => {
    if (event.target.closest("[data-full-screen]")) document.documentElement.requestFullscreen?.();
  });
})();
