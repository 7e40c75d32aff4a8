// Before the first paint, so that no other theme flashes up.
(() => {
  const saved = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const asked = new URLSearchParams(location.search);
  const root = document.documentElement;
  root.dataset.theme = asked.get("theme") ?? saved("theme") ?? "auto";
  root.dataset.width = asked.get("width") ?? saved("width") ?? "wide";
})();
