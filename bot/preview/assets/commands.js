// Slash commands: the list after a "/", and the form of one, both made of the
// definitions that the bot registered.

import { el, newID } from "./dom.js";
import { complete } from "./listbox.js";
import { upload } from "./server.js";

// named is a command's, option's or choice's text in the page's language.
export const named = (o, lang) => o.name_localizations?.[lang] ?? o.name;
const described = (o, lang) => o.description_localizations?.[lang] ?? o.description ?? "";

// offered are the slash commands and sub-commands of a channel.
export function offered(all, channel, lang) {
  const context = channel.guild_id ? 0 : 1;
  const here = all.filter((c) => (c.type ?? 1) === 1 && (!c.guild_id || c.guild_id === channel.guild_id) && (!c.contexts || c.contexts.includes(context)));
  return here.flatMap((c) => {
    const subs = (c.options ?? []).filter((o) => o.type === 1);
    if (!subs.length) return [{ command: c.name, sub: "", title: named(c, lang), description: described(c, lang), options: c.options ?? [] }];
    return subs.map((s) => ({ command: c.name, sub: s.name, title: `${named(c, lang)} ${named(s, lang)}`, description: described(s, lang), options: s.options ?? [] }));
  });
}

// commandForm fills a form for an entry of offered. how = {lang, say, suggest,
// places, send, close}; prefill goes into the first option.
export function commandForm(form, entry, prefill, how) {
  const fields = entry.options.map((o) => field(o, entry, how));
  const cancel = el("button", { type: "button", class: "plain" }, how.say("cancel"));
  cancel.addEventListener("click", how.close);
  form.replaceChildren(
    el("h2", { id: "command-title" }, "/" + entry.title, el("small", {}, entry.description)),
    el("div", { class: "fields" }, ...fields.map((f) => f.node)),
    el("div", { class: "end" }, cancel, el("button", { type: "submit", class: "button primary" }, how.say("run"))));
  form.setAttribute("aria-labelledby", "command-title");
  if (prefill && fields[0]?.control.type === "text") fields[0].control.value = prefill;
  form.onsubmit = async (e) => {
    e.preventDefault();
    const options = {};
    for (const f of fields) {
      const v = await f.value();
      if (v !== undefined) options[f.name] = v;
    }
    how.send({ kind: "slash", command: entry.command, sub: entry.sub, options });
  };
  form.onkeydown = (e) => { if (e.key === "Escape") { e.preventDefault(); how.close(); } };
  form.hidden = false;
  (form.querySelector("input, select") ?? form.querySelector("[type=submit]")).focus();
  // What was typed so far, for suggestions that depend on it.
  form.values = () => Object.fromEntries(fields.filter((f) => f.control.type !== "file").map((f) => [f.name, f.plain()]).filter(([, v]) => v !== undefined));
}

function field(o, entry, how) {
  const id = newID(), about = newID();
  const [control, read] = controlOf(o, how);
  for (const [k, v] of Object.entries({ id, required: o.required === true, "aria-describedby": about })) if (v !== false) control.setAttribute(k, v === true ? "" : v);
  const label = el("label", { for: id }, named(o, how.lang), o.required ? el("span", { class: "star", "aria-hidden": "true" }, " *") : el("span", { class: "dim" }, ` (${how.say("optional")})`));
  const node = el("div", { class: "field" }, label, control, el("small", { id: about }, described(o, how.lang)));
  if (o.autocomplete) complete(control, (typed) => how.suggest(entry, o.name, typed));
  const plain = () => { const v = read(); return v instanceof Promise ? undefined : v; };
  return { name: o.name, node, control, value: read, plain };
}

// controlOf makes the control of an option, and what reads its value: undefined
// where it is left out.
function controlOf(o, how) {
  const text = (control) => [control, () => control.dataset.value ?? (control.value === "" ? undefined : control.value)];
  const pick = (list, convert = (v) => v) => {
    const s = el("select", {}, el("option", { value: "" }, how.say("none")), ...list.map((c) => el("option", { value: String(c.value) }, c.label)));
    return [s, () => (s.value === "" ? undefined : convert(s.value))];
  };
  const number = o.type === 4 || o.type === 10;
  if (o.choices?.length) return pick(o.choices.map((c) => ({ value: c.value, label: named(c, how.lang) })), number ? Number : undefined);
  switch (o.type) {
    case 5: return pick([{ value: "true", label: how.say("yes") }, { value: "false", label: how.say("no") }], (v) => v === "true");
    case 6: case 9: return pick(how.places(5));
    case 7: return pick(how.places(8, o.channel_types));
    case 8: return pick([]);
    case 11: {
      const f = el("input", { type: "file" });
      return [f, () => (f.files.length ? upload(f.files[0]) : undefined)];
    }
  }
  if (number) {
    const n = el("input", { type: "number", min: o.min_value, max: o.max_value, step: o.type === 4 ? 1 : "any" });
    return [n, () => (n.value === "" ? undefined : Number(n.value))];
  }
  return text(el("input", { type: "text", maxlength: o.max_length }));
}
