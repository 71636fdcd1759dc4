"use strict";
// On a phone the navigation is one line: the page that is open stands in it.
document.querySelector(".side [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// What was opened before htmx was there is fetched now: its click is past.
document.addEventListener("DOMContentLoaded", () => {
  for (const opened of document.querySelectorAll("details[open] > summary[hx-get]")) htmx.trigger(opened, "click");
});

// The player: sound, its waveform and time line, and the transcript move together. Without it pages still read.
(() => {
  const player = document.querySelector(".player");
  if (!player) return;
  const voices = [...player.querySelectorAll("audio")];
  const turns = [...document.querySelectorAll(".turn[data-start]")].map((node) => ({
    node, start: Number(node.dataset.start), end: Number(node.dataset.end),
  }));
  const head = player.querySelector(".head");
  const from = document.getElementById("turn");
  const lead = voices[0];
  let current = null;

  const length = () => Number(player.dataset.length) || (lead && lead.duration) || 0;

  function mark(seconds) {
    if (head && length()) head.setAttribute("x", String(Math.min(99.75, (100 * seconds) / length())));
    const now = turns.findLast((turn) => turn.start <= seconds + 0.05);
    if (now === current) return;
    if (current) { current.node.classList.remove("now"); current.node.removeAttribute("aria-current"); }
    current = now || null;
    if (!current) return;
    if (from) from.value = current.node.id.slice(5);
    current.node.classList.add("now");
    current.node.setAttribute("aria-current", "true");
    if (lead && !lead.paused) current.node.scrollIntoView({ block: "nearest", behavior: "auto" });
  }

  function go(seconds, play) {
    mark(seconds);
    for (const voice of voices) {
      voice.currentTime = seconds;
      if (play) voice.play().catch(() => {});
    }
  }

  // The recording and the time line may differ in length: both are drawn on one scale.
  function scale() {
    const said = Number(player.dataset.length);
    const longest = Math.max(said, lead.duration);
    if (!said || !Number.isFinite(longest)) return;
    const line = player.querySelector(".line svg");
    if (line) line.style.width = `${(100 * said) / longest}%`;
    for (const waves of player.querySelectorAll(".waves")) waves.style.width = `${(100 * lead.duration) / longest}%`;
  }

  if (lead) {
    if (lead.readyState > 0) scale();
    lead.addEventListener("loadedmetadata", scale);
    lead.addEventListener("timeupdate", () => mark(lead.currentTime));
    // Two files of one call are heard as one.
    const others = voices.slice(1);
    lead.addEventListener("play", () => others.forEach((one) => one.play().catch(() => {})));
    lead.addEventListener("pause", () => others.forEach((one) => one.pause()));
    lead.addEventListener("seeked", () => others.forEach((one) => {
      if (Math.abs(one.currentTime - lead.currentTime) > 0.3) one.currentTime = lead.currentTime;
    }));
  }

  document.addEventListener("click", (event) => {
    const asked = event.target.closest("[data-at]");
    if (asked) go(Number(asked.dataset.at), asked.tagName === "BUTTON");
    const drawn = event.target.closest(".line svg, .waves svg");
    if (drawn && length()) {
      const box = drawn.getBoundingClientRect();
      const whole = drawn.closest(".waves") ? lead.duration : length();
      if (whole) go((whole * (event.clientX - box.left)) / box.width, false);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (!lead || event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select, button, a, summary, audio")) return;
    if (event.key === "k") { event.preventDefault(); if (lead.paused) lead.play().catch(() => {}); else lead.pause(); }
    if (event.key === "j") go(Math.max(0, lead.currentTime - 5), false);
    if (event.key === "l") go(lead.currentTime + 5, false);
  });

  // A link to a turn is a link to its second.
  const named = document.getElementById(location.hash.slice(1));
  if (named && named.dataset.start) go(Number(named.dataset.start), false);
})();
