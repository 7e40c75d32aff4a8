// The page: what is known, what is shown, and what is done.

import { el, $ } from "./dom.js";
import { listen, post } from "./server.js";
import { message, isEphemeral, botName } from "./messages.js";
import { inputs } from "./draw.js";
import { choose, move } from "./listbox.js";
import { commandForm, named, offered } from "./commands.js";

const root = document.documentElement;
const lang = root.lang;
const { texts, bot, people: ids } = JSON.parse($("page").textContent);
const say = (key, values = {}) => (texts[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

const channels = new Map(); // id -> channel
const messages = new Map(); // id -> message
const drawn = new Map(); // id -> its element, of the channel shown
const dismissed = new Set();
let commands = [];
let here = null; // the channel shown
let replying = null; // the message that the next one replies to
let fresh = false; // what comes is new, and not what was there before

// ---- what is shown ----

const how = {
  lang, say,
  name,
  places,
  person,
  me: ids[root.dataset.as],
  message: (id) => messages.get(id),
  isMenu: (name) => commands.some((c) => c.type === 3 && c.name === name),
  commandName(name) {
    const [first, second] = name.split(" ");
    const c = commands.find((c) => c.name === name) ?? commands.find((c) => c.name === first);
    if (!c) return name;
    const sub = c.name !== name && (c.options ?? []).find((o) => o.name === second);
    return named(c, lang) + (sub ? " " + named(sub, lang) : "");
  },
  act: (kind, component, element, values) => use(element, { kind, message: element.closest("[data-message]").dataset.message, custom_id: component.custom_id, values }),
  menu: tools,
  dismiss(m) {
    dismissed.add(m.id);
    drawn.get(m.id)?.remove();
    $("question").focus();
  },
};

// name is what a mention of a person, role or channel shows.
function name(kind, id) {
  return kind === "#" ? channels.get(id)?.name ?? id : person(id);
}

// person is how somebody is called on the page.
function person(id) {
  if (id === bot) return botName;
  if (id === ids[root.dataset.as]) return say("you");
  const key = { [ids.you]: "admin", [ids.member]: "member" }[id];
  return key ? say(key) : id ?? "";
}

// places are the channels or people that a select or an option can name.
function places(type, kinds) {
  if (type === 8) return [...channels.values()].filter((c) => c.guild_id && (!kinds?.length || kinds.includes(c.type))).map((c) => ({ value: c.id, label: "#" + c.name }));
  return type === 5 ? Object.values(ids).map((id) => ({ value: id, label: person(id) })) : [];
}

function draw(m) {
  if (dismissed.has(m.id) || m.channel_id !== here?.id) return;
  const old = drawn.get(m.id);
  const node = message(m, how);
  node.dataset.message = m.id;
  drawn.set(m.id, node);
  if (!old) {
    $("messages").append(node);
    return;
  }
  const focus = focused(old);
  old.replaceWith(node);
  refocus(node, focus);
}

// focused is which control of a message has the focus, so that a message that
// is replaced under somebody's fingers does not lose them.
function focused(node) {
  const all = [...node.querySelectorAll("button, a")];
  const i = all.indexOf(document.activeElement);
  return i < 0 ? null : { i, label: document.activeElement.textContent };
}

function refocus(node, focus) {
  if (!focus) return;
  const all = [...node.querySelectorAll("button, a")].filter((b) => !b.disabled);
  (all.find((b) => b.textContent === focus.label) ?? all[Math.min(focus.i, all.length - 1)] ?? $("question")).focus();
}

function show(channel) {
  here = channel;
  sessionStorage.setItem("channel", channel.id);
  const title = channel.guild_id ? channel.name : say("direct");
  $("here").replaceChildren(el("span", { "aria-hidden": "true" }, mark(channel)), title);
  $("welcome").querySelector("h2").textContent = channel.guild_id ? say("welcome", { channel: channel.name }) : say("welcome.direct", { name: botName });
  $("mention").hidden = !channel.guild_id;
  $("question").placeholder = say(channel.guild_id ? "ask.placeholder" : "ask.direct", { name: botName });
  document.title = `${channel.guild_id ? "#" : ""}${title} · ${say("title")}`;
  reply(null);
  drawn.clear();
  $("messages").replaceChildren();
  for (const m of messages.values()) draw(m);
  channel.unread = 0;
  listChannels();
  $("scroll").scrollTop = $("scroll").scrollHeight;
}

// inOrder are the channels as they are listed: those of the server, its threads,
// the direct one.
function inOrder() {
  const rank = (c) => (!c.guild_id ? 2 : c.type === 11 ? 1 : 0);
  return [...channels.values()].sort((a, b) => rank(a) - rank(b) || a.id.localeCompare(b.id));
}

const mark = (c) => (!c.guild_id ? "@ " : c.type === 11 ? "↳ " : "# ");

function listChannels() {
  $("channels").replaceChildren(...inOrder().map((c) => {
    const b = el("button", { type: "button", "aria-current": c.id === here?.id ? "page" : null, class: c.unread ? "unread" : "" },
      el("span", { "aria-hidden": "true" }, mark(c)), c.guild_id ? c.name : say("direct"), c.unread ? el("span", { class: "count" }, String(c.unread)) : null);
    b.addEventListener("click", () => { show(c); openSide(false); $("question").focus(); });
    return el("li", {}, b);
  }));
}

// reveal brings a new message into view: all of it, or its beginning.
function reveal(id) {
  const node = drawn.get(id), room = $("scroll");
  if (!node) return;
  const tall = node.offsetHeight > room.clientHeight - 16;
  room.scrollTop = tall ? node.offsetTop - 12 : room.scrollHeight;
}

function note(text) {
  $("note").textContent = text;
}

// ---- what comes ----

listen({
  begin() {
    channels.clear();
    messages.clear();
    fresh = false;
    note("");
  },
  channel(c) {
    channels.set(c.id, { ...c, unread: 0 });
    if (fresh) listChannels();
  },
  commands({ list }) {
    const first = !fresh;
    commands = list;
    if (first) {
      fresh = true;
      const kept = sessionStorage.getItem("channel");
      show(channels.get(kept) ?? inOrder()[0]);
    }
    const ready = commands.length > 0;
    for (const id of ["question", "send", "commands"]) $(id).disabled = !ready;
    if (!ready) $("question").placeholder = say("starting");
    else show(here);
    if (ready && document.activeElement === document.body) $("question").focus();
    root.dataset.ready = ready;
  },
  message(m) {
    const known = messages.has(m.id);
    messages.set(m.id, m);
    draw(m);
    if (m.channel_id !== here?.id && !known && m.author?.bot) {
      const c = channels.get(m.channel_id);
      if (c) c.unread++;
      listChannels();
    }
    if (known && !wasLoading.has(m.id)) return;
    reveal(m.id);
    if (m.loading) wasLoading.add(m.id);
    else wasLoading.delete(m.id);
    if (m.author?.bot && !m.loading) $("status").textContent = say("new", { name: botName });
  },
  gone({ id }) {
    messages.delete(id);
    drawn.get(id)?.remove();
    drawn.delete(id);
  },
  violation({ text }) {
    note(say("refused", { what: text }));
  },
  error() {
    note(say("lost"));
  },
});
const wasLoading = new Set();

// ---- what is done ----

// use sends a command, a button, a select or a form; element shows that it runs
// and where it failed.
async function use(element, action) {
  element?.classList.add("busy");
  const failed = element?.closest("[data-message]")?.querySelector(".failed");
  if (failed) failed.textContent = "";
  try {
    const got = await post("/use", { channel: here.id, ...action });
    if (got.failed) throw new Error(say("failed"));
    note("");
    if (got.form) openForm(got.form);
    return true;
  } catch (e) {
    const place = element?.closest("[data-message]")?.querySelector(".failed");
    if (place) place.textContent = e.message;
    else note(say("error", { what: e.message }));
    return false;
  } finally {
    element?.classList.remove("busy");
  }
}

// openForm shows a modal. The dialog keeps the focus inside, and gives it back.
function openForm(form) {
  const dialog = $("modal"), fields = [];
  const cancel = el("button", { type: "button", class: "plain" }, say("cancel"));
  const failed = el("p", { class: "failed", role: "alert" });
  const send = el("button", { type: "submit", class: "button primary" }, say("submit"));
  const f = el("form", {}, el("h2", { id: "modal-title" }, form.title), ...inputs(form.components, { ...how, files: [] }, fields), failed, el("div", { class: "end" }, cancel, send));
  cancel.addEventListener("click", () => dialog.close());
  f.addEventListener("submit", async (e) => {
    e.preventDefault();
    const sent = Object.assign({ fields: {}, picked: {} });
    for (const read of fields) for (const [k, v] of Object.entries(read())) Object.assign(sent[k], v);
    send.disabled = true;
    try {
      const got = await post("/use", { kind: "submit", channel: here.id, custom_id: form.custom_id, ...sent });
      if (got.failed) throw new Error(say("failed"));
      dialog.close();
    } catch (error) {
      failed.textContent = error.message;
    }
    send.disabled = false;
  });
  dialog.setAttribute("aria-labelledby", "modal-title");
  dialog.replaceChildren(f);
  dialog.showModal();
}

// tools are the buttons on a message: reply, and the commands on messages.
function tools(m) {
  const out = [];
  if (m.author?.bot && !isEphemeral(m)) {
    const b = el("button", { type: "button" }, say("reply"));
    b.addEventListener("click", () => reply(m));
    out.push(b);
  }
  const on = commands.filter((c) => c.type === 3);
  if (on.length) {
    const b = el("button", { type: "button", "aria-haspopup": "listbox", "aria-expanded": "false" }, say("apps"));
    b.addEventListener("click", async () => {
      const picked = await choose(b, on.map((c) => ({ value: c.name, label: named(c, lang) })), { name: say("apps.on"), least: 1, most: 1 });
      if (picked) use(b, { kind: "menu", command: picked[0], message: m.id });
    });
    out.push(b);
  }
  return out;
}

function reply(m) {
  replying = m;
  $("replying").hidden = !m;
  $("replying").querySelector("span").textContent = m ? say("replying", { name: person(m.author?.id) }) : "";
  if (m) $("question").focus();
}
$("replying").querySelector("button").addEventListener("click", () => { reply(null); $("question").focus(); });

async function ask(text) {
  if (!text.trim() || !here) return;
  try {
    await post("/say", { channel: here.guild_id ? here.id : "dm", text, reply: replying?.id ?? "" });
    note("");
    reply(null);
    $("question").value = "";
  } catch (e) {
    note(say("error", { what: e.message }));
  }
}

// ---- the question and the commands after a "/" ----

const question = $("question"), picker = $("picker");
let entries = [], at = 0;

function offer() {
  const m = /^\/(.*)$/s.exec(question.value);
  const typed = (m?.[1] ?? "").toLowerCase();
  entries = m ? offered(commands, here, lang).filter((e) => e.title.toLowerCase().startsWith(typed) || typed.startsWith(e.title.toLowerCase() + " ")) : [];
  at = 0;
  picker.replaceChildren(...entries.map((e, i) => {
    const li = el("li", { role: "option", id: "entry" + i, "aria-selected": "false" }, el("b", {}, "/" + e.title), el("small", {}, e.description));
    li.addEventListener("pointerdown", (event) => { event.preventDefault(); open(e); });
    return li;
  }));
  picker.hidden = entries.length === 0;
  question.setAttribute("aria-expanded", picker.hidden ? "false" : "true");
  markEntry();
}

function markEntry() {
  [...picker.children].forEach((li, i) => li.setAttribute("aria-selected", i === at ? "true" : "false"));
  if (picker.hidden) question.removeAttribute("aria-activedescendant");
  else {
    question.setAttribute("aria-activedescendant", "entry" + at);
    picker.children[at]?.scrollIntoView({ block: "nearest" });
  }
}

function open(entry) {
  const rest = question.value.slice(1 + entry.title.length + 1);
  question.value = "";
  offer();
  const form = $("command");
  const close = () => { form.hidden = true; form.replaceChildren(); $("composer").hidden = false; question.focus(); };
  $("composer").hidden = true;
  commandForm(form, entry, rest, {
    lang, say, close, places,
    async suggest(e, name, typed) {
      try {
        const got = await post("/suggest", { channel: here.id, command: e.command, sub: e.sub, focused: name, options: { ...form.values(), [name]: typed } });
        return (got.choices ?? []).map((c) => ({ value: c.value, label: named(c, lang) }));
      } catch {
        return [];
      }
    },
    async send(action) { if (await use(form.querySelector("[type=submit]"), action)) close(); },
  });
}

question.addEventListener("input", offer);
question.addEventListener("blur", () => { picker.hidden = true; question.setAttribute("aria-expanded", "false"); });
question.addEventListener("keydown", (e) => {
  if (e.isComposing) return;
  if (!picker.hidden) {
    const to = e.key === "Home" || e.key === "End" ? undefined : move(e.key, at, entries.length);
    if (to !== undefined) { e.preventDefault(); at = to; markEntry(); return; }
    if (e.key === "Escape") { e.preventDefault(); picker.hidden = true; question.setAttribute("aria-expanded", "false"); return; }
    if (e.key === "Enter" || e.key === "Tab" && !e.shiftKey) { e.preventDefault(); open(entries[at]); return; }
  }
  if (e.key === "Escape" && replying) reply(null);
  if (e.key === "Enter" && !e.shiftKey) { e.preventDefault(); ask(question.value); }
});
$("composer").addEventListener("submit", (e) => { e.preventDefault(); ask(question.value); });
$("commands").addEventListener("click", () => { question.value = "/"; question.focus(); offer(); });
for (const b of document.querySelectorAll("#examples button")) {
  b.addEventListener("click", () => { openSide(false); ask(b.textContent); $("question").focus(); });
}

// ---- how it is looked at ----

function openSide(open) {
  root.toggleAttribute("data-side", open);
  $("menu").setAttribute("aria-expanded", open ? "true" : "false");
}
$("menu").addEventListener("click", () => { openSide(!root.hasAttribute("data-side")); if (root.hasAttribute("data-side")) $("side").querySelector("button, select")?.focus(); });
$("side").addEventListener("keydown", (e) => { if (e.key === "Escape") { openSide(false); $("menu").focus(); } });

for (const id of ["theme", "width"]) {
  $(id).value = root.dataset[id];
  $(id).addEventListener("change", () => {
    root.dataset[id] = $(id).value;
    try { localStorage.setItem(id, $(id).value); } catch { /* it holds for this visit */ }
  });
}
for (const id of ["lang", "as"]) {
  $(id).addEventListener("change", () => {
    const to = new URL(location.href);
    to.searchParams.set(id, $(id).value);
    location.assign(to);
  });
}
