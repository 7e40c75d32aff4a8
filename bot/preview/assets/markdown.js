// Discord's markdown as DOM nodes. Every character of a message becomes text;
// no HTML is ever made of it.

import { el } from "./dom.js";

const fence = /```(?:[a-zA-Z0-9_+-]+\n)?\n?([\s\S]*?)\n?```/g;

// markdown draws a text. how = {lang, name(kind, id), say(key, values)}.
export function markdown(text, how) {
  const out = document.createDocumentFragment();
  let at = 0;
  for (const code of text.matchAll(fence)) {
    if (text[code.index - 1] === "\\" || !code[1]) continue;
    blocks(out, text.slice(at, code.index).replace(/\n$/, ""), how, true);
    out.append(el("pre", {}, el("code", {}, code[1])));
    at = code.index + code[0].length;
  }
  blocks(out, at ? text.slice(at).replace(/^\n/, "") : text, how, true);
  return out;
}

// blocks draws lines: headings, small print, quotations, lists, plain lines.
function blocks(out, text, how, mayQuote) {
  if (text === "") return;
  const lines = text.split("\n");
  let plain = []; // lines that follow each other
  const flush = () => {
    if (plain.length) out.append(el("div", { class: "line" }, ...inline(plain.join("\n"), how)));
    plain = [];
  };
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    let m;
    if (mayQuote && line.startsWith(">>> ")) {
      flush();
      out.append(quotation([line.slice(4), ...lines.slice(i + 1)].join("\n"), how));
      return;
    }
    if (mayQuote && line.startsWith("> ")) {
      flush();
      const quoted = [];
      for (; i < lines.length && lines[i].startsWith("> "); i++) quoted.push(lines[i].slice(2));
      i--;
      out.append(quotation(quoted.join("\n"), how));
    } else if ((m = /^(#{1,3}) +(.+)$/.exec(line))) {
      flush();
      // The page's own headings go down to h2: a message's begin below them.
      out.append(el("h" + (m[1].length + 2), { class: "h" + m[1].length }, ...inline(m[2], how)));
    } else if ((m = /^-# +(.+)$/.exec(line))) {
      flush();
      out.append(el("small", {}, ...inline(m[1], how)));
    } else if (item(line)) {
      flush();
      let end = i;
      while (end < lines.length && item(lines[end])) end++;
      out.append(list(lines.slice(i, end).map(item), how));
      i = end - 1;
    } else {
      plain.push(line);
    }
  }
  flush();
}

function quotation(text, how) {
  const q = el("blockquote");
  blocks(q, text, how, false);
  return q;
}

function item(line) {
  const m = /^( *)([-*]|\d+\.) +(.*)$/.exec(line);
  return m && { depth: Math.floor(m[1].length / 2), number: parseInt(m[2], 10), text: m[3] };
}

function list(items, how) {
  const first = items[0];
  const top = el(first.number >= 0 ? "ol" : "ul");
  if (first.number > 1) top.start = first.number;
  for (let i = 0; i < items.length; i++) {
    const li = el("li", {}, ...inline(items[i].text, how));
    let end = i + 1;
    while (end < items.length && items[end].depth > first.depth) end++;
    if (end > i + 1) li.append(list(items.slice(i + 1, end), how));
    top.append(li);
    i = end - 1;
  }
  return top;
}

// The marks that stand around words, longest first.
const marks = [
  ["***", (inner) => el("strong", {}, el("em", {}, ...inner))],
  ["**", (inner) => el("strong", {}, ...inner)],
  ["__", (inner) => el("u", {}, ...inner)],
  ["~~", (inner) => el("s", {}, ...inner)],
  ["*", (inner) => el("em", {}, ...inner)],
  ["_", (inner) => el("em", {}, ...inner)],
];

// inline draws what stands in a line (or several) as a list of nodes.
function inline(text, how) {
  const out = [];
  let plain = "";
  const flush = () => { if (plain) out.push(document.createTextNode(plain)); plain = ""; };
  for (let i = 0; i < text.length;) {
    const found = special(text, i, how);
    if (!found) {
      plain += text[i++];
    } else if (found.text !== undefined) {
      plain += found.text;
      i += found.length;
    } else {
      flush();
      out.push(found.node);
      i += found.length;
    }
  }
  flush();
  return out;
}

// special is what begins at text[i] and is more than a character: {length} and
// a node, or text that stands for itself.
function special(text, i, how) {
  switch (text[i]) {
    case "\\": return escaped(text, i);
    case "<": return pointed(text, i, how);
    case "[": return masked(text, i, how);
    case "h": return address(text, i, how);
    case "`": return code(text, i);
    case "|": return spoiler(text, i, how);
    case "*": case "_": case "~": return marked(text, i, how);
  }
  return null;
}

function escaped(text, i) {
  return /^[^0-9A-Za-z\s]/.test(text[i + 1] ?? "") ? { text: text[i + 1], length: 2 } : null;
}

function marked(text, i, how) {
  for (const [mark, make] of marks) {
    if (!text.startsWith(mark, i)) continue;
    const end = closing(text, i + mark.length, mark);
    if (end > i + mark.length) return { node: make(inline(text.slice(i + mark.length, end), how)), length: end + mark.length - i };
  }
  return null;
}

// closing is where a mark ends that was opened before from; -1 where it does not.
function closing(text, from, mark) {
  const single = mark.length === 1;
  if (single && /\s/.test(text[from] ?? " ")) return -1;
  for (let j = from; j < text.length; j++) {
    if (text[j] === "\\") { j++; continue; }
    if (!text.startsWith(mark, j)) continue;
    if (single && text[j + 1] === mark) { j++; continue; } // a longer mark inside
    if (single && (/\s/.test(text[j - 1]) || mark === "_" && /[0-9A-Za-z_]/.test(text[j + 1] ?? ""))) continue;
    if (!single && text[j + mark.length] === mark[0]) continue;
    return j;
  }
  return -1;
}

function code(text, i) {
  const m = /^(`+)([\s\S]*?[^`])\1(?!`)/.exec(text.slice(i));
  return m && { node: el("code", {}, m[2].trim()), length: m[0].length };
}

function spoiler(text, i, how) {
  const m = /^\|\|([\s\S]+?)\|\|/.exec(text.slice(i));
  if (!m) return null;
  const hidden = el("span", { class: "hidden", "aria-hidden": "true" }, ...inline(m[1], how));
  const node = el("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": how.say("spoiler") }, hidden);
  const reveal = () => {
    node.classList.add("shown");
    for (const a of ["role", "tabindex", "aria-label"]) node.removeAttribute(a);
    hidden.removeAttribute("aria-hidden");
  };
  node.addEventListener("click", reveal);
  node.addEventListener("keydown", (e) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); reveal(); } });
  return { node, length: m[0].length };
}

// web is the address if it is one of the web, else null: no other leads anywhere.
export function web(address) {
  try {
    const u = new URL(address);
    return u.protocol === "https:" || u.protocol === "http:" ? u.href : null;
  } catch {
    return null;
  }
}

export function link(href, children, how) {
  return el("a", { href, target: "_blank", rel: "noopener noreferrer nofollow", title: href }, ...children, el("span", { class: "unseen" }, ` (${how.say("external")})`));
}

function masked(text, i, how) {
  const m = /^\[((?:\\[\s\S]|[^[\]\\])+)\]\(<?(https?:\/\/(?:\([^\s()]*\)|[^\s()<>])+)>?(?: +"[^"\n]*")?\)/.exec(text.slice(i));
  const href = m && web(m[2]);
  return href ? { node: link(href, inline(m[1], { ...how, linked: true }), how), length: m[0].length } : null;
}

function address(text, i, how) {
  if (how.linked) return null;
  const m = /^https?:\/\/[^\s<]+[^\s<.,:;"')\]]/.exec(text.slice(i));
  const href = m && web(m[0]);
  return href ? { node: link(href, [m[0]], how), length: m[0].length } : null;
}

// pointed is what stands in pointed brackets: mentions, times, addresses.
function pointed(text, i, how) {
  const rest = text.slice(i, i + 600);
  let m;
  if ((m = /^<(https?:\/\/[^\s<>]+)>/.exec(rest)) && web(m[1])) return { node: link(web(m[1]), [m[1]], how), length: m[0].length };
  if ((m = /^<t:(-?\d{1,13})(?::([tTdDfFR]))?>/.exec(rest))) return { node: time(Number(m[1]), m[2] ?? "f", how), length: m[0].length };
  if ((m = /^<(@[!&]?|#)(\d{1,20})>/.exec(rest))) return { node: el("span", { class: "mention" }, (m[1] === "#" ? "#" : "@") + how.name(m[1], m[2])), length: m[0].length };
  if ((m = /^<\/([^:<>]{1,100}):\d{1,20}>/.exec(rest))) return { node: el("span", { class: "mention" }, "/" + m[1]), length: m[0].length };
  if ((m = /^<a?:(\w{2,32}):\d{1,20}>/.exec(rest))) return { node: el("span", { class: "emoji" }, `:${m[1]}:`), length: m[0].length };
  return null;
}

const styles = {
  t: { timeStyle: "short" }, T: { timeStyle: "medium" }, d: { dateStyle: "short" }, D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" }, F: { dateStyle: "full", timeStyle: "short" },
};

function time(seconds, style, how) {
  const day = new Date(seconds * 1000);
  if (Number.isNaN(day.getTime())) return document.createTextNode(`<t:${seconds}>`);
  const full = new Intl.DateTimeFormat(how.lang, styles.F).format(day);
  const shown = style === "R" ? relative(day, how.lang) : new Intl.DateTimeFormat(how.lang, styles[style]).format(day);
  return el("time", { datetime: day.toISOString(), title: full }, shown);
}

function relative(day, lang) {
  const seconds = (day - Date.now()) / 1000;
  const units = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
  const [unit, length] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(lang, { numeric: "auto" }).format(Math.round(seconds / length), unit);
}
