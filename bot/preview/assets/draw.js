// Discord's components as DOM nodes (Components V2). What a control does is said
// in how.act(kind, component, element, values).

import { el, newID } from "./dom.js";
import { markdown, web, link } from "./markdown.js";
import { choose } from "./listbox.js";

// components draws a list of them. how = {lang, say, name, act, files, places}.
export const components = (list, how) => (list ?? []).map((c) => component(c, how));

function component(c, how) {
  switch (c.type) {
    case 1: return el("div", { class: "row" }, ...components(c.components, how));
    case 2: return button(c, how);
    case 3: case 5: case 6: case 7: case 8: return select(c, how);
    case 9: return section(c, how);
    case 10: return el("div", { class: "text" }, markdown(c.content ?? "", how));
    case 11: return el("figure", { class: "thumbnail" }, picture(c, how));
    case 12: return gallery(c, how);
    case 13: return file(c, how);
    case 14: return separator(c);
    case 17: return container(c, how);
  }
  return el("p", { class: "undrawn" }, how.say("unknown", { n: c.type }));
}

function container(c, how) {
  const box = el("div", { class: "container" }, ...components(c.components, how));
  if (Number.isInteger(c.accent_color)) {
    box.classList.add("accent");
    box.style.setProperty("--accent", "#" + c.accent_color.toString(16).padStart(6, "0"));
  }
  return c.spoiler ? veiled(box, how) : box;
}

function section(c, how) {
  return el("div", { class: "section" }, el("div", { class: "beside" }, ...components(c.components, how)), c.accessory ? component(c.accessory, how) : null);
}

function separator(c) {
  const size = c.spacing === 2 ? "large" : "small";
  return c.divider === false ? el("div", { class: "gap " + size }) : el("hr", { class: size });
}

const styles = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link" };

function button(c, how) {
  const face = [c.emoji ? el("span", { class: "emoji", "aria-hidden": "true" }, emoji(c.emoji)) : null, el("span", {}, c.label ?? (c.emoji ? emoji(c.emoji) : ""))];
  if (c.style === 5) {
    const href = web(c.url);
    if (!href || c.disabled) return el("button", { type: "button", class: "button link", disabled: true }, ...face);
    const a = link(href, face, how);
    a.classList.add("button", "link");
    return a;
  }
  const b = el("button", { type: "button", class: "button " + (styles[c.style] ?? "secondary"), disabled: c.disabled === true, "data-id": c.custom_id }, ...face);
  b.addEventListener("click", () => how.act("press", c, b, []));
  return b;
}

const emoji = (e) => (e.id ? `:${e.name}:` : e.name ?? "");

// options are those of a select: its own, or people and channels.
export function options(c, how) {
  if (c.type === 3) return (c.options ?? []).map((o) => ({ value: o.value, label: o.label, description: o.description, selected: o.default === true, emoji: o.emoji && emoji(o.emoji) }));
  const preset = new Set((c.default_values ?? []).map((v) => v.id));
  return how.places(c.type, c.channel_types).map((o) => ({ ...o, selected: preset.has(o.value) }));
}

function select(c, how) {
  const shown = el("span", { class: "value" });
  const b = el("button", { type: "button", class: "select", "aria-haspopup": "listbox", "aria-expanded": "false", disabled: c.disabled === true, "data-id": c.custom_id }, shown, el("span", { class: "arrow", "aria-hidden": "true" }, "⌄"));
  const all = options(c, how);
  const name = c.placeholder || how.say("choose");
  const paint = (values) => {
    const labels = all.filter((o) => values.includes(o.value)).map((o) => o.label);
    shown.textContent = labels.join(", ") || name;
    shown.classList.toggle("empty", labels.length === 0);
    b.setAttribute("aria-label", labels.length ? `${name}: ${labels.join(", ")}` : name);
  };
  paint(all.filter((o) => o.selected).map((o) => o.value));
  b.addEventListener("click", async () => {
    const values = await choose(b, all, { name, least: c.min_values ?? 1, most: c.max_values ?? 1 });
    if (!values) return;
    paint(values);
    how.act("choose", c, b, values);
  });
  return el("div", { class: "choice" }, b);
}

// media is the address of a picture or file that came with the message; no
// other is loaded, since the page asks nobody but itself.
function media(item, how) {
  const address = item?.url ?? "";
  const name = address.startsWith("attachment://") ? address.slice("attachment://".length) : null;
  const file = how.files.find((f) => name === null ? f.url === address : f.filename === name);
  return file ? { name: file.filename, src: `/attachments/${encodeURIComponent(file.id)}/${encodeURIComponent(file.filename)}`, size: file.size, description: file.description } : null;
}

function picture(item, how) {
  const found = media(item.media, how);
  const alt = item.description || found?.description || how.say("picture");
  if (!found) {
    const href = web(item.media?.url);
    return href ? link(href, [alt], how) : el("span", {}, alt);
  }
  const img = el("img", { src: found.src, alt });
  return item.spoiler ? veiled(img, how) : el("a", { href: found.src, target: "_blank", rel: "noopener", title: item.description }, img);
}

function gallery(c, how) {
  const items = c.items ?? [];
  return el("div", { class: "gallery", "data-count": Math.min(items.length, 4) }, ...items.map((i) => el("figure", {}, picture(i, how))));
}

function file(c, how) {
  const found = media(c.file, how);
  if (!found) return el("p", { class: "undrawn" }, c.file?.url ?? "");
  return attachment(found, how);
}

function attachment(f, how) {
  return el("div", { class: "file" }, el("span", { class: "sheet", "aria-hidden": "true" }, "🗎"),
    el("div", {}, el("a", { href: f.src, download: f.name, "aria-label": how.say("file", { name: f.name }) }, f.name), el("small", {}, bytes(f.size, how.lang))));
}

function bytes(n, lang) {
  const unit = n < 1e3 ? ["byte", 1] : n < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
  return new Intl.NumberFormat(lang, { style: "unit", unit: unit[0], maximumFractionDigits: 1 }).format((n ?? 0) / unit[1]);
}

function veiled(content, how) {
  const veil = el("button", { type: "button", class: "veil" }, how.say("spoiler"));
  const box = el("div", { class: "veiled" }, content, veil);
  content.inert = true;
  veil.addEventListener("click", () => { content.inert = false; veil.remove(); });
  return box;
}

// loose are the attachments that no component shows: those of plain messages.
export function loose(message, how) {
  const used = JSON.stringify(message.components ?? []);
  return how.files.filter((f) => !used.includes(JSON.stringify("attachment://" + f.filename)) && !used.includes(JSON.stringify(f.url))).map((f) => {
    const found = media({ url: f.url }, how);
    return /^image\/|\.(png|jpe?g|gif|webp)$/i.test(f.content_type ?? f.filename) ? el("figure", { class: "gallery" }, el("img", { src: found.src, alt: f.description || f.filename })) : attachment(found, how);
  });
}

// inputs draws the parts of a form, old (rows of inputs) and new (labels), and
// gathers into fields what gives their values.
export function inputs(list, how, fields) {
  return (list ?? []).map((c) => {
    if (c.type === 1) return el("div", {}, ...inputs(c.components, how, fields));
    if (c.type === 18) return labelled(c.component ?? {}, c.label, c.description, how, fields);
    if (c.type === 10) return el("div", { class: "text" }, markdown(c.content ?? "", how));
    return labelled(c, c.label, "", how, fields);
  });
}

function labelled(c, text, description, how, fields) {
  const id = newID(), about = newID();
  const required = c.required !== false;
  const label = el("label", { for: id }, text ?? "", required ? el("span", { class: "star", title: how.say("required") }, " *") : null);
  let control;
  if (c.type === 4) {
    control = el(c.style === 2 ? "textarea" : "input", { id, required, maxlength: c.max_length ?? 4000, minlength: c.min_length, placeholder: c.placeholder, rows: c.style === 2 ? 4 : null, "aria-describedby": description ? about : null });
    control.value = c.value ?? "";
    fields.push(() => ({ fields: { [c.custom_id]: control.value } }));
  } else {
    const most = c.max_values ?? 1;
    control = el("select", { id, required, multiple: most > 1 });
    if (most === 1) control.append(el("option", { value: "" }, c.placeholder || how.say("choose")));
    for (const o of options(c, how)) control.append(el("option", { value: o.value, selected: o.selected }, o.label));
    fields.push(() => ({ picked: { [c.custom_id]: [...control.selectedOptions].map((o) => o.value).filter(Boolean) } }));
  }
  return el("div", { class: "field" }, label, description ? el("small", { id: about }, description) : null, control);
}
