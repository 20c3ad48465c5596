// The page works without this. With it, messages are sent without loading the page again, new ones appear by
// themselves, and the focus goes where the person's attention is. The server draws everything: what comes back is
// always the whole page, and the parts that changed are put in place.
const main = document.getElementById("main");
const live = document.getElementById("live");
const log = document.getElementById("log");
const say = document.getElementById("say");
const text = document.getElementById("text");
const trouble = document.getElementById("trouble");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

const article = (line) => line.firstElementChild;
let last = Promise.resolve();
const inTurn = (work) => (last = last.then(work).catch(() => complain("I can't reach the program. Is it still running?")));

function complain(words) {
  trouble.textContent = words;
}

// To the beginning of a message, unless all of it is in sight.
function reveal(target) {
  const { top, bottom } = target.getBoundingClientRect();
  if (top >= 0 && bottom <= say.getBoundingClientRect().top) return;
  target.scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
}

// Puts the fresh page's messages in place and returns the new ones of the bot.
function placeMessages(fresh) {
  const shown = new Map([...log.children].map((line) => [article(line).id, line]));
  const added = [];
  for (const line of [...fresh.getElementById("log").children]) {
    const { id, dataset } = article(line);
    const old = shown.get(id);
    shown.delete(id);
    if (!old) {
      log.append(line);
      if (line.classList.contains("bot")) added.push(article(line));
    } else if (article(old).dataset.change !== dataset.change) {
      old.replaceWith(line);
    }
  }
  for (const gone of shown.values()) gone.remove();
  return added;
}

// What the reader has unfolded stays unfolded, and what somebody is choosing isn't taken from their hands.
function placeInside(fresh, cause) {
  document.getElementById("faults").replaceWith(fresh.getElementById("faults"));
  for (const part of document.querySelectorAll("aside details[id]")) {
    const next = fresh.getElementById(part.id);
    if (!next) continue;
    if (cause === "push" && document.activeElement.matches("select") && part.contains(document.activeElement)) continue;
    next.open = part.open;
    for (const inner of next.querySelectorAll("details[id]")) inner.open = document.getElementById(inner.id)?.open ?? false;
    if (part.outerHTML === next.outerHTML) continue;
    const held = part.contains(document.activeElement) ? document.activeElement.closest("details").id : null;
    part.replaceWith(next);
    if (held) document.getElementById(held)?.querySelector("summary").focus();
  }
}

// The current step stays in sight in the list beside the talk, as far as that scrolls by itself.
function showStep() {
  const list = document.querySelector(".inside");
  const step = list.querySelector("#tree[open] [aria-current]");
  if (!step || list.scrollHeight <= list.clientHeight || getComputedStyle(list).overflowY !== "auto") return;
  const gap = step.getBoundingClientRect().top - list.getBoundingClientRect().top;
  if (gap < 0 || gap > list.clientHeight * 0.7) list.scrollTop += gap - list.clientHeight * 0.3;
}

function place(page, cause) {
  const fresh = new DOMParser().parseFromString(page, "text/html");
  const why = fresh.getElementById("why");
  if (why) return complain(why.textContent);
  if (!fresh.getElementById("log")) return complain("The program answered something odd. Please load the page again.");
  complain("");
  // After a press the focus goes to the new card, which is read then: saying it a second time would be noise.
  live.ariaLive = cause === "press" ? "off" : "polite";
  const held = document.activeElement;
  const heldIn = held.closest("#log article")?.id;
  const added = placeMessages(fresh);
  placeInside(fresh, cause);
  showStep();
  main.dataset.version = fresh.getElementById("main").dataset.version;
  say.elements.once.value = fresh.getElementById("say").elements.once.value;
  for (const note of main.querySelectorAll(":scope > .note")) note.remove();
  const target = added[0];
  if (cause === "press" && target) target.focus({ preventScroll: true });
  else if (!held.isConnected) (document.getElementById(heldIn) ?? text).focus({ preventScroll: true });
  if (target) reveal(target);
}

async function send(form, fields, cause) {
  fields.set("zone", Intl.DateTimeFormat().resolvedOptions().timeZone);
  const answer = await fetch(form.action, { method: "POST", body: fields });
  place(await answer.text(), cause);
  return answer.ok;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!main.contains(form) && !form.closest("aside")) return;
  event.preventDefault();
  if (form !== say) {
    const fields = new URLSearchParams(new FormData(form, event.submitter));
    return inTurn(() => send(form, fields, "press"));
  }
  const words = text.value;
  if (!words.trim()) return text.focus();
  text.value = "";
  inTurn(async () => {
    const fields = new URLSearchParams(new FormData(say));
    fields.set("text", words);
    let arrived = false;
    try {
      arrived = await send(say, fields, "say");
    } finally {
      if (!arrived && !text.value) text.value = words;
    }
  });
});

// Who follows a link of a step still needs the step.
log.addEventListener("click", (event) => event.target.closest("a")?.setAttribute("target", "_blank"));

text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  say.requestSubmit();
});

// The link can be copied by hand, too.
document.addEventListener("click", (event) => {
  if (event.target.id !== "copy") return;
  const link = document.getElementById("link");
  link.select();
  navigator.clipboard.writeText(link.value).then(
    () => (event.target.textContent = "Copied"),
    () => link.focus(),
  );
});

// Only a window that is looked at listens: a browser keeps few connections to one program.
let stream = null;
function listen() {
  stream?.close();
  stream = document.hidden ? null : new EventSource("/playground/changes");
  stream?.addEventListener("message", (event) =>
    inTurn(async () => {
      if (event.data === main.dataset.version) return;
      const answer = await fetch("/");
      place(await answer.text(), "push");
    }),
  );
}
document.addEventListener("visibilitychange", listen);
listen();

document.documentElement.classList.add("has-script");
showStep();
if (!location.hash && log.lastElementChild) reveal(article(log.lastElementChild));
