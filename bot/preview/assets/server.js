// What the page says to the server. Both sides speak JSON; messages come back
// by the stream of events.

const root = document.documentElement;

// post sends an action and returns the answer; it throws an Error that says what
// is wrong.
export async function post(path, action) {
  return answer(await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ as: root.dataset.as, lang: root.lang, ...action }) }));
}

// upload sends a file and returns what stands for it in a command's options.
export async function upload(file) {
  return answer(await fetch("/upload?name=" + encodeURIComponent(file.name), { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: file }));
}

async function answer(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error ?? response.statusText);
  return body;
}

// listen calls on[kind](data) for each event.
export function listen(on) {
  const events = new EventSource("/events?as=" + encodeURIComponent(root.dataset.as));
  for (const [kind, handle] of Object.entries(on)) {
    if (kind !== "error") events.addEventListener(kind, (e) => handle(JSON.parse(e.data)));
  }
  events.addEventListener("error", on.error);
}
