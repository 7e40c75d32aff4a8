// Lists to choose from: under a select's button, and under an input that is
// completed. Keys are those of the ARIA Authoring Practices' listbox.

import { el, newID } from "./dom.js";

function option(o, multiple) {
  return el("li", { id: newID(), role: "option", "aria-selected": o.selected ? "true" : "false" },
    multiple ? el("span", { class: "tick", "aria-hidden": "true" }) : null,
    o.emoji ? el("span", { class: "emoji", "aria-hidden": "true" }, o.emoji) : null,
    el("span", { class: "what" }, el("span", {}, o.label), o.description ? el("small", {}, o.description) : null));
}

// active marks the row that the keys are on.
function active(holder, rows, i) {
  rows.forEach((r, n) => r.classList.toggle("active", n === i));
  if (i >= 0 && rows[i]) {
    holder.setAttribute("aria-activedescendant", rows[i].id);
    rows[i].scrollIntoView({ block: "nearest" });
  } else {
    holder.removeAttribute("aria-activedescendant");
  }
}

// move is where a key leads from row i of n; undefined for other keys.
export function move(key, i, n) {
  switch (key) {
    case "ArrowDown": return Math.min(i + 1, n - 1);
    case "ArrowUp": return Math.max(i - 1, 0);
    case "Home": return 0;
    case "End": return n - 1;
  }
}

// choose opens a list under a button and returns the values chosen, or null.
export function choose(button, options, { name, least, most }) {
  return new Promise((done) => {
    const multiple = most > 1;
    const rows = options.map((o) => option(o, multiple));
    const list = el("ul", { class: "options", role: "listbox", tabindex: "-1", "aria-label": name, "aria-multiselectable": multiple ? "true" : null }, ...rows);
    const chosen = new Set(options.filter((o) => o.selected).map((o) => o.value));
    let at = Math.max(0, options.findIndex((o) => o.selected));
    let typed = "", typedAt = 0;
    const close = (values) => {
      document.removeEventListener("pointerdown", outside, true);
      list.remove();
      button.setAttribute("aria-expanded", "false");
      if (document.activeElement === document.body || document.activeElement === null) button.focus();
      done(values);
    };
    const finish = () => close(chosen.size >= least ? [...chosen] : null);
    const pick = (i) => {
      const value = options[i].value;
      if (!multiple) return close([value]);
      if (!chosen.delete(value) && chosen.size < most) chosen.add(value);
      rows.forEach((r, n) => r.setAttribute("aria-selected", chosen.has(options[n].value) ? "true" : "false"));
    };
    const outside = (e) => { if (!list.contains(e.target) && !button.contains(e.target)) multiple ? finish() : close(null); };
    rows.forEach((r, i) => r.addEventListener("click", () => pick(i)));
    list.addEventListener("keydown", (e) => {
      const to = move(e.key, at, rows.length);
      if (to !== undefined) active(list, rows, (at = to));
      else if (e.key === "Enter" || e.key === " ") pick(at);
      else if (e.key === "Escape") close(null);
      else if (e.key === "Tab") return void (multiple ? finish() : close(null));
      else if (e.key.length === 1) {
        typed = e.timeStamp - typedAt < 700 ? typed + e.key : e.key;
        typedAt = e.timeStamp;
        const i = options.findIndex((o) => o.label.toLowerCase().startsWith(typed.toLowerCase()));
        if (i >= 0) active(list, rows, (at = i));
      } else return;
      e.preventDefault();
      e.stopPropagation();
    });
    button.after(list);
    button.setAttribute("aria-expanded", "true");
    document.addEventListener("pointerdown", outside, true);
    active(list, rows, at);
    list.focus();
    list.scrollIntoView({ block: "nearest" });
  });
}

// complete offers suggestions under an input; fetchOptions(text) promises
// [{label, value}]. input.dataset.value holds the value of what was picked.
export function complete(input, fetchOptions) {
  const list = el("ul", { class: "options", role: "listbox", id: newID(), "aria-label": input.getAttribute("aria-label") ?? input.name, hidden: true });
  for (const [k, v] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list", autocomplete: "off" })) input.setAttribute(k, v);
  input.after(list);
  let rows = [], options = [], at = -1, asked = 0, timer;
  const show = (open) => {
    list.hidden = !open;
    input.setAttribute("aria-expanded", open ? "true" : "false");
    if (!open) active(input, rows, (at = -1));
  };
  const pick = (i) => {
    input.value = options[i].label;
    input.dataset.value = options[i].value;
    show(false);
  };
  const ask = async () => {
    const turn = ++asked;
    const found = await fetchOptions(input.value);
    if (turn !== asked || document.activeElement !== input) return;
    options = found;
    rows = options.map((o) => option(o, false));
    rows.forEach((r, i) => r.addEventListener("pointerdown", (e) => { e.preventDefault(); pick(i); }));
    list.replaceChildren(...rows);
    at = -1;
    show(rows.length > 0);
  };
  input.addEventListener("input", () => {
    delete input.dataset.value;
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
  input.addEventListener("focus", ask);
  input.addEventListener("blur", () => { asked++; show(false); });
  input.addEventListener("keydown", (e) => {
    if (list.hidden) {
      if (e.key === "ArrowDown") { e.preventDefault(); ask(); }
      return;
    }
    const to = e.key === "Home" || e.key === "End" ? undefined : move(e.key, at, rows.length);
    if (to !== undefined) active(input, rows, (at = to));
    else if (e.key === "Enter" && at >= 0) pick(at);
    else if (e.key === "Escape") show(false);
    else return;
    e.preventDefault();
    e.stopPropagation();
  });
}
