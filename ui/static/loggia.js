// The little that a page cannot do without a script. Everything here is an aid: each form, link and list works
// without it. Keys are matched by the physical key (event.code), so a Greek layout changes nothing; single keys
// never act while somebody types.
"use strict";
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const typing = (node) => node && node.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  const ready = (todo) => (document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", todo) : todo());

  // ---- Focus: the error summary first, else the field a screen names.
  ready(() => {
    const target = one("[data-errors]") || one("[data-focus]");
    if (target) target.focus({ preventScroll: target.matches("[data-focus]") });
  });
  // A line of the summary leads to its field, and the focus goes with it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-errors] a[href^='#']");
    const field = link && document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1)));
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.scrollIntoView({ block: "center" });
  });

  // ---- Keys: what the sheet of shortcuts lists (ui/src/keys.rs), and nothing else.
  const press = (node) => node && (node.click(), true);
  const formOf = (target) => target.closest && target.closest("form");
  let led = null; // where the key of the filter went last
  const acts = {
    palette: () => openPalette(),
    sheet: () => openDialog(one("#keys")),
    filter: ({ target }) => {
      // From an empty filter that this key led to, or stayed in, the same key goes on to the question of the cash desk.
      const own = one("#ask") && target.matches(".lg-filter input") && target.value === "";
      if (typing(target) && !own) return false;
      const again = own && led === target && one("#ask");
      const filter = own ? target : one(".lg-filter input:not([type=hidden]), .lg-filter select");
      led = again || filter || one("#ask") || one(".lg-form input:not([type=hidden])");
      return led && (led.focus(), true);
    },
    submit: (event) => press(one("[data-submit]", formOf(event.target) || document)),
    save: (event) => {
      const button = one("[data-save]", formOf(event.target) || document);
      return button && (saveDraft(button.form, true), true);
    },
    print: () => press(one("[data-key=print]")),
    reprint: () => press(one("[data-key=reprint]")),
    attach: () => press(one("[data-key=attach]")),
    // What was typed is kept before the next person sits down.
    pause: () => {
      const button = one("[data-key=pause]");
      const form = all(".lg-form").find(dirty);
      if (button) Promise.resolve(form && saveDraft(form, true)).then(() => (kept.delete(form), press(button)));
      return Boolean(button);
    },
    section: (event) => {
      const section = one(`[data-section="${event.code.slice(5)}"]`);
      if (!section) return false;
      section.open = true;
      one("summary", section).focus();
      return true;
    },
    decide: (event) => decide(event),
    grid: (event) => gridMove(event, event.code === "ArrowUp" ? -1 : 1),
    last: (event) => gridMove(event, Infinity),
    // The browser closes dialogs and lists close themselves: nothing is taken from them.
    close: () => false,
  };
  const keysOf = () => all("#keys [data-act]").map(({ dataset }) => ({ ...dataset, codes: dataset.codes.split(" "), typing: "typing" in dataset }));
  let table = [];
  ready(() => (table = keysOf()));
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.metaKey) return;
    const held = [event.ctrlKey && "ctrl", event.altKey && "alt", event.shiftKey && "shift"].filter(Boolean).join(" ");
    const key = table.find((row) => row.held === held && row.codes.includes(event.code) && (row.typing || !typing(event.target)));
    if (key && acts[key.act](event)) event.preventDefault();
  });

  // ---- A conflict: 1, 2 and 3 choose; what the choice still asks gets the focus, else it is decided at once.
  const sides = { 1: "left", 2: "right", 3: "third" };
  const decide = (event) => {
    const digit = /^(?:Digit|Numpad)([1-3])$/.exec(event.code);
    const choice = digit && one(`[data-conflict] input[name=stands][value=${sides[digit[1]]}]`);
    if (!choice) return false;
    event.preventDefault();
    choice.checked = true;
    const pick = choice.value === "third" && choice.form.elements.pick;
    const reason = choice.form.elements.reason;
    const asked = pick || (reason.getAttribute("aria-required") && !reason.value.trim() && reason);
    if (asked) asked.focus();
    else press(one("[data-submit]", choice.form));
    return true;
  };

  const openDialog = (dialog, opener = document.activeElement) => {
    if (!dialog || dialog.open) return false;
    dialog.showModal();
    dialog.addEventListener("close", () => opener && opener.isConnected && opener.focus(), { once: true });
    return true;
  };

  // ---- The palette: pages and cases from the server, what can be done here from the page itself.
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/ς/g, "σ").trim();
  // Whoever types and presses Enter faster than the answer comes means what he typed, not what still stands there.
  let answered = null;
  let entered = false;
  const palette = () => ({ input: one("#palette-q"), list: one("#palette-list"), here: one("#palette-here") });
  const openPalette = () => {
    const { input } = palette();
    if (!input || !openDialog(one("#palette"))) return false;
    input.value = "";
    input.focus();
    answered = null;
    entered = false;
    showHere();
    htmx.trigger(input, "palette");
    return true;
  };
  // What can be done on this page: its own buttons and links, by their words.
  const showHere = () => {
    const { input, here } = palette();
    const words = folded(input.value).split(/\s+/).filter(Boolean);
    const fits = (node) => words.every((word) => folded(node.textContent).includes(word));
    const targets = all("[data-command]").filter((node) => !node.disabled && fits(node));
    here.replaceChildren();
    here.removeAttribute("role");
    if (targets.length === 0) return here.setAttribute("role", "presentation"), counted();
    here.setAttribute("role", "group");
    here.setAttribute("aria-labelledby", "palette-here-name");
    here.insertAdjacentHTML("beforeend", '<div class="lg-palette__name" id="palette-here-name" role="presentation">Ενέργειες</div>');
    targets.slice(0, 8).forEach((node, at) => {
      const hit = document.createElement("div");
      hit.className = "lg-palette__hit";
      hit.id = `pal-h${at}`;
      hit.setAttribute("role", "option");
      hit.setAttribute("aria-selected", "false");
      hit.textContent = node.textContent.trim().replace(/\s+/g, " ");
      hit.target = node;
      here.append(hit);
    });
    counted();
  };
  const counted = () => {
    const { input, list } = palette();
    const hits = all("[role=option]", list);
    list.hidden = hits.length === 0;
    input.setAttribute("aria-expanded", String(hits.length > 0));
    input.removeAttribute("aria-activedescendant");
    hits.forEach((hit) => hit.setAttribute("aria-selected", "false"));
    one("#palette-count").textContent = hits.length === 1 ? "1 αποτέλεσμα" : `${hits.length} αποτελέσματα`;
    if (hits.length > 0) select(input, hits[0]);
  };
  const select = (input, hit) => {
    all("[role=option]", palette().list).forEach((other) => other.setAttribute("aria-selected", String(other === hit)));
    input.setAttribute("aria-activedescendant", hit.id);
    hit.scrollIntoView({ block: "nearest" });
  };
  const goTo = (hit) => {
    one("#palette").close();
    if (hit.target) return press(hit.target);
    const form = all(".lg-form").find(dirty);
    if (!form) return location.assign(hit.dataset.href);
    // The same question as for every link that leaves unsaved text.
    const link = Object.assign(document.createElement("a"), { href: hit.dataset.href });
    document.body.append(link);
    link.click();
    link.remove();
  };
  const chosen = () => all("[role=option]", palette().list).find((hit) => hit.getAttribute("aria-selected") === "true");
  document.addEventListener("input", (event) => {
    if (event.target.id !== "palette-q") return;
    entered = false;
    showHere();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "palette-found") return;
    answered = new URL(event.detail.xhr.responseURL).searchParams.get("q") || "";
    counted();
    if (entered && answered === palette().input.value && chosen()) goTo(chosen());
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "palette-q") return;
    const { input, list } = palette();
    const hits = all("[role=option]", list);
    const at = hits.findIndex((hit) => hit.getAttribute("aria-selected") === "true");
    if (event.code === "Enter" || event.code === "NumpadEnter") {
      event.preventDefault();
      entered = answered !== input.value;
      return !entered && at >= 0 && goTo(hits[at]);
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.code];
    if (!step || hits.length === 0) return;
    event.preventDefault();
    select(input, hits[(at + step + hits.length) % hits.length]);
  });
  document.addEventListener("mousedown", (event) => {
    const hit = event.target.closest && event.target.closest("#palette-list [role=option]");
    if (!hit) return;
    event.preventDefault();
    goTo(hit);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-opens=palette]");
    if (button) openPalette();
  });

  // ---- Entry grids: Enter and the arrows go from field to field, Shift+Down to the last.
  const gridMove = (event, step) => {
    const form = formOf(event.target);
    if (!form || !form.hasAttribute("data-grid")) return false;
    if (event.target.matches("textarea, select, button, [role=combobox]")) return false;
    if (event.target.matches("[data-reading=date]") && event.code.startsWith("Arrow") && step !== Infinity) return false;
    const row = event.target.closest("[data-slip]");
    if (row && step !== Infinity) return slipMove(event, row, step);
    const fields = all("input:not([type=hidden]), select, textarea", form).filter((node) => !node.disabled);
    const at = fields.indexOf(event.target);
    const next = step === Infinity ? fields[fields.length - 1] : fields[at + step];
    if (at < 0 || !next) return false; // Enter in the last field submits, as everywhere
    next.focus();
    if (next.select) next.select();
    return true;
  };

  // Rows of a paper block: Enter begins the next sheet, the arrows stay in their column. A number that is changed counts on
  // through the rows that are still empty.
  const slipMove = (event, row, step) => {
    const rows = all("[data-slip]", row.parentNode);
    const next = rows[rows.indexOf(row) + step];
    if (!next) return false; // Enter in the last row submits
    const column = [...row.children].indexOf(event.target.closest("td, th"));
    const field = (event.code.startsWith("Arrow") && one("input", next.children[column])) || one("[data-enter]", next);
    field.focus();
    if (field.select) field.select();
    return true;
  };
  const blank = (row) => all("input[type=text]:not([data-sheet])", row).every((input) => input.value.trim() === "") && !all("input[name^=spoiled]", row).some((input) => input.checked);
  document.addEventListener("change", ({ target }) => {
    if (!target.matches || !target.matches("[data-sheet]") || !/^\d{1,6}$/.test(target.value.trim())) return;
    const rows = all("[data-slip]", target.closest("tbody"));
    let no = Number(target.value);
    for (const row of rows.slice(rows.indexOf(target.closest("[data-slip]")) + 1)) if (blank(row)) one("[data-sheet]", row).value = ++no;
  });

  // Enter submits from a list of choices as it does from a field of text.
  document.addEventListener("keydown", (event) => {
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey;
    if (!plain || (event.code !== "Enter" && event.code !== "NumpadEnter")) return;
    if (!event.target.matches || !event.target.matches(".lg-form select")) return;
    if (press(one("[data-submit]", formOf(event.target)))) event.preventDefault();
  });

  // ---- How amounts and dates are read; the server reads again and has the last word.
  const groups = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ".");
  const amount = (text) => {
    const bare = text.replace(/[\s\u00a0€]/g, "");
    let match = /^(\d+|\d{1,3}(?:\.\d{3})+)(?:,(\d{1,2}))?$/.exec(bare);
    if (!match) match = /^(\d+)\.(\d{1,2})$/.exec(bare);
    if (!match) return null;
    const whole = match[1].replace(/\./g, "").replace(/^0+(?=\d)/, "");
    return `${groups(whole)},${(match[2] || "").padEnd(2, "0")}`;
  };
  const two = (n) => String(n).padStart(2, "0");
  // ---- Sums that follow what is typed: debts with ticks, units of fees, notes and coins. The server adds up again.
  const cents = (text) => Number((amount(text) || "0").replace(/\D/g, ""));
  const money = (n) => `${n < 0 ? "\u2212" : ""}${groups(String(Math.floor(Math.abs(n) / 100)))},${two(Math.abs(n) % 100)}\u00a0€`;
  const addUp = (form) => {
    const total = one("[data-total]", form);
    if (!total) return;
    let sum = 0;
    for (const row of all("[data-pays]", form)) {
      const tick = one("[name=pay]", row);
      if (tick && !tick.checked) continue;
      const units = one("[data-price]", row);
      const typed = one("[data-reading=amount]", row);
      if (units && /^\d{1,6}$/.test(units.value.trim())) sum += Number(units.dataset.price) * Number(units.value);
      else if (typed) sum += cents(typed.value);
    }
    total.textContent = money(sum);
    const difference = one("[data-expected]", form);
    if (difference) difference.textContent = money(sum - Number(difference.dataset.expected));
  };
  document.addEventListener("input", (event) => event.target.form && addUp(event.target.form));
  const written = (day) => `${two(day.getDate())}/${two(day.getMonth() + 1)}/${day.getFullYear()}`;
  const date = (text) => {
    const bare = text.trim();
    if (/^[σςsΣS]$/.test(bare)) return new Date();
    const match = /^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{2}|\d{4})$/.exec(bare) || /^(\d{2})(\d{2})(\d{2}|\d{4})$/.exec(bare);
    if (!match) return null;
    // Two digits: up to twenty years ahead, else the century before, as the server reads them.
    let year = Number(match[3].length === 2 ? `20${match[3]}` : match[3]);
    if (match[3].length === 2 && year > new Date().getFullYear() + 20) year -= 100;
    const day = new Date(year, Number(match[2]) - 1, Number(match[1]));
    return day.getMonth() === Number(match[2]) - 1 && day.getDate() === Number(match[1]) ? day : null;
  };
  document.addEventListener("focusout", (event) => {
    const node = event.target;
    if (!node.matches || !node.matches("[data-reading]")) return;
    const kind = node.dataset.reading;
    const read = kind === "amount" ? amount(node.value) : kind === "date" ? date(node.value) : null;
    if (read) node.value = kind === "date" ? written(read) : read;
  });
  document.addEventListener("keydown", (event) => {
    if (!event.target.matches || !event.target.matches("[data-reading=date]")) return;
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.code];
    if (!step || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const day = date(event.target.value) || new Date();
    day.setDate(day.getDate() + (event.target.value ? step : 0));
    event.target.value = written(day);
    event.preventDefault();
  });

  // ---- A tick under a warning falls when its field changes.
  document.addEventListener("input", (event) => {
    const { name, form } = event.target;
    if (!form || !name) return;
    const texts = [name, name.replace(/-text$/, "")];
    for (const warning of all("[data-warning]", form)) {
      if (texts.includes(warning.dataset.warning)) for (const tick of all("input", warning)) tick.checked = false;
    }
  });

  // ---- Drafts at every field exit, and one question before unsaved text is left.
  const typed = (form) => new URLSearchParams(new FormData(form)).toString();
  const kept = new Map();
  ready(() => all(".lg-form").forEach((form) => kept.set(form, typed(form))));
  const dirty = (form) => kept.has(form) && kept.get(form) !== typed(form);
  const say = (form, words) => all("[data-drafted]", form).forEach((place) => (place.textContent = words));
  const saveDraft = async (form, asked) => {
    if (!form || !form.dataset.draft || (!asked && !dirty(form))) return true;
    const body = typed(form);
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: new URLSearchParams(body), redirect: "manual" });
      if (!answer.ok && answer.type !== "opaqueredirect") throw new Error(String(answer.status));
      kept.set(form, body);
      const now = new Date();
      say(form, `Αποθηκεύτηκε προσωρινά στις ${two(now.getHours())}:${two(now.getMinutes())}.`);
      return true;
    } catch {
      say(form, "Η προσωρινή αποθήκευση δεν έγινε. Θα ξαναδοκιμάσει στο επόμενο πεδίο.");
      return false;
    }
  };
  document.addEventListener("focusout", (event) => event.target.form && saveDraft(event.target.form, false));
  document.addEventListener("submit", (event) => {
    kept.delete(event.target);
    // One press, one submission: a second press on a slow machine must not make a second paper.
    if (event.target.dataset.sent) return event.preventDefault();
    if (event.target.method === "post") event.target.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.target === "_blank" || link.getAttribute("href").startsWith("#")) return;
    const form = all(".lg-form").find(dirty);
    const dialog = one("#leave");
    if (!form || !dialog || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    one("[data-leave=save]", dialog).hidden = !form.dataset.draft;
    const choose = async (choice) => {
      if (choice === "save" && !(await saveDraft(form, true))) return;
      if (choice === "stay" || !choice) return;
      kept.delete(form);
      location.assign(link.href);
    };
    dialog.addEventListener("close", () => choose(dialog.returnValue), { once: true });
    dialog.returnValue = "";
    openDialog(dialog, link);
  });

  // ---- Bulk selection: how many are ticked.
  document.addEventListener("change", (event) => {
    const form = event.target.closest && event.target.closest(".lg-bulk");
    if (!form) return;
    const n = all("input[name=row]:checked", form).length;
    const words = n === 0 ? "" : n === 1 ? "1 επιλεγμένη εγγραφή" : `${n} επιλεγμένες εγγραφές`;
    one("[data-picked]", form).textContent = words;
  });

  // ---- Search of a person: a list box under the field.
  const person = (node) => node && node.closest && node.closest("[data-person]");
  const close = (box) => {
    const input = one("[role=combobox]", box);
    one("[role=listbox]", box).hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (box, hit) => {
    const input = one("[role=combobox]", box);
    input.value = hit.dataset.name;
    box.answered = input.value;
    one("[data-person-id]", box).value = hit.dataset.id;
    close(box);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  document.addEventListener("htmx:afterSwap", (event) => {
    const box = person(event.target);
    if (!box || document.activeElement !== one("[role=combobox]", box)) return;
    const input = one("[role=combobox]", box);
    box.answered = box.asked;
    // An answer that comes after somebody was chosen opens nothing.
    if (one("[data-person-id]", box).value) return;
    one("[role=listbox]", box).hidden = false;
    input.setAttribute("aria-expanded", "true");
    if (box.answered === input.value) (box.typed || []).splice(0).forEach((code) => pick(box, code));
  });
  document.addEventListener("htmx:confirm", (event) => {
    // Fewer than two characters are not asked; the list closes.
    const box = person(event.target);
    if (!box) return;
    box.asked = event.target.value;
    if (box.asked.trim().length >= 2) return;
    event.preventDefault();
    close(box);
  });
  document.addEventListener("input", (event) => {
    const box = person(event.target);
    if (!box) return;
    one("[data-person-id]", box).value = "";
    box.typed = [];
  });
  // One key in an open list; false if it means nothing there.
  const pick = (box, code) => {
    const hits = all("[data-id]", box);
    const at = hits.findIndex((hit) => hit.getAttribute("aria-selected") === "true");
    if (code === "Enter" && at >= 0) return choose(box, hits[at]), true;
    const step = { ArrowDown: 1, ArrowUp: -1 }[code];
    if (!step || hits.length === 0) return false;
    const next = hits[(at + step + hits.length) % hits.length];
    hits.forEach((hit) => hit.setAttribute("aria-selected", String(hit === next)));
    one("[role=combobox]", box).setAttribute("aria-activedescendant", next.id);
    next.scrollIntoView({ block: "nearest" });
    return true;
  };
  document.addEventListener("keydown", (event) => {
    const box = person(event.target);
    if (!box) return;
    const { value } = one("[role=combobox]", box);
    const code = event.code === "NumpadEnter" ? "Enter" : event.code;
    // Keys that are faster than the answer wait for it: ↓ asks for the list of what was typed, Enter for its choice.
    const early = value.trim().length >= 2 && box.answered !== value && !one("[data-person-id]", box).value;
    const waits = box.typed && box.typed.length > 0;
    if (early && (code === "ArrowDown" || (code === "Enter" && waits))) {
      event.preventDefault();
      (box.typed = box.typed || []).push(code);
      return;
    }
    if (one("[role=listbox]", box).hidden) return;
    if (code === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      return close(box);
    }
    if (pick(box, code)) event.preventDefault();
  });
  document.addEventListener("mousedown", (event) => {
    const hit = event.target.closest && event.target.closest("[data-person] [data-id]");
    if (!hit) return;
    event.preventDefault();
    choose(person(hit), hit);
  });
  document.addEventListener("focusout", (event) => {
    const box = person(event.target);
    if (box && !box.contains(event.relatedTarget)) close(box);
  });
})();
