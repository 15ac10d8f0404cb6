// A live interview keeps itself fresh: server-sent events where they come through, questions otherwise.
const root = document.querySelector("[data-interview]");
const POLL = 10_000;
const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 60_000;
const FAILURES = 3;

let known = Number(root.dataset.after);
const card = Number(root.dataset.card);
const isNewestFirst = root.dataset.order === "newest";
let failures = 0;
let wait = FIRST_WAIT;
let isOver = false;
let polling = 0;

const told = root.querySelector("[data-told]");
const say = (words) => { if (told) told.textContent = words; };

function place(name) {
  return root.querySelector(`[data-place="${name}"]`);
}

function made(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content.firstElementChild;
}

function settle() {
  for (const list of root.querySelectorAll("[data-place]")) {
    const words = list.closest("section").querySelector("[data-empty]");
    if (words) words.hidden = list.children.length > 0;
  }
}

// A line stands once on the page, in the place and at the number that it has now.
function put(said) {
  const standing = root.querySelector(`[data-key="${said.key}"]`);
  const list = place(said.place);
  const node = made(said.html);
  if (!list || !node) return;
  if (standing && standing.parentElement === list && Number(standing.dataset.number) === said.number) {
    standing.replaceWith(node);
    return;
  }
  if (standing) standing.remove();
  const newestFirst = isNewestFirst || said.place === "questions";
  const following = [...list.children].find((each) => {
    const number = Number(each.dataset.number);
    return newestFirst ? number < said.number : number > said.number;
  });
  list.insertBefore(node, following || null);
  node.classList.add("said-new");
  setTimeout(() => node.classList.remove("said-new"), 4_000);
  settle();
}

const TAKE = {
  line: put,
  gone(said) { root.querySelector(`[data-key="${said.key}"]`)?.remove(); settle(); },
  state(said) {
    if (said.card <= card) return;
    const badge = root.querySelector("[data-state] .state");
    if (badge) {
      badge.textContent = said.label;
      badge.className = said.tone ? `state state-${said.tone}` : "state";
    }
    root.querySelector("[data-changed]").hidden = false;
  },
  over() { isOver = true; window.location.reload(); },
};

function take(kind, id, data) {
  const number = Number(id);
  if (kind !== "over" && number <= known) return;
  TAKE[kind]?.(JSON.parse(data));
  known = Math.max(known, number);
}

async function ask() {
  try {
    const answer = await fetch(`${root.dataset.news}?after=${known}`, { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    for (const each of (await answer.json()).events) take(each.event, each.id, each.data);
    say("正在自动更新。");
  } catch {
    say("暂时连接不上，稍后自动重试；也可以点“刷新”。");
  }
}

function poll() {
  if (polling || isOver) return;
  ask();
  polling = setInterval(ask, POLL);
}

function listen() {
  if (isOver) return;
  const source = new EventSource(`${root.dataset.events}?after=${known}`);
  source.addEventListener("open", () => {
    failures = 0;
    wait = FIRST_WAIT;
    clearInterval(polling);
    polling = 0;
    say("已连接，新的发言会自动出现。");
  });
  for (const kind of Object.keys(TAKE)) {
    source.addEventListener(kind, (event) => take(kind, event.lastEventId, event.data));
  }
  // The browser comes back by itself, but remembers only what it heard: a source of our own knows the page too.
  source.addEventListener("error", () => {
    source.close();
    failures += 1;
    say("连接中断，正在重新连接。");
    if (failures >= FAILURES) poll();
    setTimeout(listen, wait + Math.random() * wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  });
}

if (isNewestFirst || root.dataset.events) {
  if (root.dataset.events && "EventSource" in window) listen();
  else poll();
}
