// Runs before the first paint, so that a page that follows the system never flashes in the other theme.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const paint = () => {
    if (root.dataset.theme === "auto") root.dataset.bsTheme = system.matches ? "dark" : "light";
  };
  paint();
  system.addEventListener("change", () => {
    paint();
    document.dispatchEvent(new CustomEvent("zugong:theme"));
  });
})();
