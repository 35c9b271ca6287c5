/* Sets the chosen look before the first paint; loaded in the head, the only script that blocks. */
(() => {
  const root = document.documentElement;
  const defaults = { theme: "auto", size: "normal", density: "normal", side: "wide" };
  const kept = (name) => {
    try {
      return localStorage.getItem(`look.${name}`) || defaults[name];
    } catch {
      return defaults[name];
    }
  };
  const system = matchMedia("(prefers-color-scheme: dark)");

  function show() {
    const theme = kept("theme");
    root.dataset.bsTheme = theme === "auto" ? (system.matches ? "dark" : "light") : theme;
    for (const name of ["size", "density", "side"]) root.dataset[name] = kept(name);
  }

  window.look = {
    kept,
    keep(name, value) {
      try {
        localStorage.setItem(`look.${name}`, value);
      } catch {
        /* Private windows may refuse: the choice then lasts for this page. */
      }
      root.dataset[name === "theme" ? "bsTheme" : name] = value;
      if (value === "auto") show();
      dispatchEvent(new CustomEvent("look"));
    },
  };
  root.classList.add("js");
  show();
  system.addEventListener("change", show);
})();
