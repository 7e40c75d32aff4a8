// Messages as Discord lays them out.

import { el } from "./dom.js";
import { markdown } from "./markdown.js";
import { components, loose } from "./draw.js";

const flags = { ephemeral: 1 << 6 };
export const botName = "Verbatim";

export const isEphemeral = (m) => ((m.flags ?? 0) & flags.ephemeral) !== 0;


// message draws one. how is that of draw.js with message(id), person(id) and me,
// menu(message), the buttons that stand on it, and dismiss(message).
export function message(m, how) {
  const who = how.person(m.author?.id);
  const bot = m.author?.bot === true;
  const article = el("article", { class: "message" + (isEphemeral(m) ? " private" : ""), "aria-label": `${who}, ${when(m.timestamp, how)}` });
  article.append(...above(m, how));
  article.append(el("img", { class: "avatar", src: bot ? "/assets/verbatim.svg" : "/assets/person.svg", alt: "", width: 40, height: 40 }));
  article.append(el("div", { class: "head" }, el("span", { class: "who" }, who), bot ? el("span", { class: "tag" }, how.say("app")) : null, el("time", { datetime: m.timestamp }, when(m.timestamp, how))));
  article.append(el("div", { class: "body" }, ...body(m, how)));
  if (!m.loading) article.append(el("div", { class: "tools" }, ...how.menu(m)));
  return article;
}

function body(m, how) {
  const files = { ...how, files: m.attachments ?? [] };
  if (m.loading) return [el("p", { class: "thinking" }, el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")), how.say("thinking", { name: botName }))];
  const out = [];
  if (m.content) out.push(el("div", { class: "text" }, markdown(m.content, files)));
  out.push(...components(m.components, files), ...loose(m, files), el("p", { class: "failed", role: "alert" }));
  if (isEphemeral(m)) {
    const dismiss = el("button", { type: "button", class: "plain" }, how.say("dismiss"));
    dismiss.addEventListener("click", () => how.dismiss(m));
    out.push(el("p", { class: "only" }, el("span", { "aria-hidden": "true" }, "👁 "), how.say("only_you"), " · ", dismiss));
  }
  return out;
}

// above is the line over a message that says what it answers.
function above(m, how) {
  if (m.interaction) {
    const by = m.interaction.user?.id, command = "\u0000";
    const used = by === how.me ? how.say("used.you", { command }) : how.say("used", { who: how.person(by), command });
    return [el("div", { class: "reply" }, el("img", { src: "/assets/person.svg", alt: "", width: 16, height: 16 }), el("span", {}, ...spread(used, el("b", {}, (m.interaction.type === 2 && !how.isMenu(m.interaction.name) ? "/" : "") + how.commandName(m.interaction.name)))))];
  }
  const ref = m.message_reference?.message_id;
  if (!ref) return [];
  const to = how.message(ref);
  const line = el("div", { class: "reply" });
  if (!to) line.append(el("i", {}, how.say("gone")));
  else line.append(el("img", { src: to.author?.bot ? "/assets/verbatim.svg" : "/assets/person.svg", alt: "", width: 16, height: 16 }), el("span", { class: "unseen" }, how.say("replied", { who: "" })), el("b", {}, "@" + how.person(to.author?.id)), " ", el("span", { class: "snippet" }, plain(to, how)));
  return [line];
}

function spread(text, node) {
  const [before, after] = text.split("\u0000");
  return [before, node, after ?? ""];
}

// plain is what a message says in one line.
function plain(m, how) {
  const first = (list) => { for (const c of list ?? []) { const t = c.content ?? first(c.components); if (t) return t; } return ""; };
  const drawn = el("div", {}, markdown((m.content || first(m.components)).slice(0, 300), how));
  return drawn.textContent.replace(/\s+/g, " ").slice(0, 160);
}

function when(timestamp, how) {
  const t = new Date(timestamp);
  if (Number.isNaN(t.getTime())) return "";
  const time = new Intl.DateTimeFormat(how.lang, { timeStyle: "short" }).format(t);
  return t.toDateString() === new Date().toDateString() ? how.say("today", { time }) : new Intl.DateTimeFormat(how.lang, { dateStyle: "short", timeStyle: "short" }).format(t);
}
