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

  // ---- Keys.
  const press = (node) => node && node.click();
  const plain = (event) => !event.ctrlKey && !event.altKey && !event.metaKey;
  const keys = (event) => {
    const { code, target } = event;
    const form = target.closest && target.closest("form");
    if (event.ctrlKey && !event.altKey && code === "Enter") {
      const button = one("[data-submit]", form || document);
      if (!button) return;
      event.preventDefault();
      return press(button);
    }
    if (event.ctrlKey && !event.altKey && code === "KeyS") {
      const button = one("[data-save]", form || document);
      if (!button) return;
      event.preventDefault();
      return saveDraft(button.form, true);
    }
    if (event.ctrlKey && !event.altKey && !event.shiftKey && code === "KeyP") {
      const print = one("[data-key=print]");
      if (!print) return;
      event.preventDefault();
      return press(print);
    }
    if (event.altKey && !event.ctrlKey && /^Digit[1-9]$/.test(code)) {
      const section = one(`[data-section="${code.slice(5)}"]`);
      if (!section) return;
      event.preventDefault();
      section.open = true;
      return one("summary", section).focus();
    }
    if (plain(event) && !typing(target)) {
      // The physical keys: Slash alone is «/», with Shift it is «?».
      if (code === "Slash" || code === "NumpadDivide") {
        event.preventDefault();
        if (event.shiftKey && code === "Slash") return openDialog(one("#keys"));
        const field = one(".lg-filter input:not([type=hidden]), .lg-filter select") || one(".lg-form input:not([type=hidden])");
        return field && field.focus();
      }
    }
    if (form && form.hasAttribute("data-grid")) return gridKeys(event, form);
  };
  document.addEventListener("keydown", keys);

  const openDialog = (dialog, opener = document.activeElement) => {
    if (!dialog || dialog.open) return;
    dialog.showModal();
    dialog.addEventListener("close", () => opener && opener.isConnected && opener.focus(), { once: true });
  };

  // ---- Entry grids: Enter and the arrows go from field to field, Shift+Down to the last.
  const gridKeys = (event, form) => {
    const forward = event.code === "ArrowDown" || event.code === "Enter" || event.code === "NumpadEnter";
    if (!forward && event.code !== "ArrowUp") return;
    if (event.ctrlKey || event.altKey || event.target.matches("textarea, select, button, [role=combobox]")) return;
    if (event.target.matches("[data-reading=date]") && event.code.startsWith("Arrow")) return;
    const fields = all("input:not([type=hidden]), select, textarea", form).filter((node) => !node.disabled);
    const at = fields.indexOf(event.target);
    const next = event.shiftKey && forward ? fields[fields.length - 1] : fields[at + (forward ? 1 : -1)];
    if (at < 0 || !next) return; // Enter in the last field submits, as everywhere
    event.preventDefault();
    next.focus();
    if (next.select) next.select();
  };

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
    if (!step || !plain(event) || event.shiftKey) return;
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
    one("[data-person-id]", box).value = hit.dataset.id;
    close(box);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  document.addEventListener("htmx:afterSwap", (event) => {
    const box = person(event.target);
    if (!box || document.activeElement !== one("[role=combobox]", box)) return;
    one("[role=listbox]", box).hidden = false;
    one("[role=combobox]", box).setAttribute("aria-expanded", "true");
  });
  document.addEventListener("htmx:confirm", (event) => {
    // Fewer than two characters are not asked; the list closes.
    const box = person(event.target);
    if (!box || event.target.value.trim().length >= 2) return;
    event.preventDefault();
    close(box);
  });
  document.addEventListener("input", (event) => {
    const box = person(event.target);
    if (box) one("[data-person-id]", box).value = "";
  });
  document.addEventListener("keydown", (event) => {
    const box = person(event.target);
    if (!box || one("[role=listbox]", box).hidden) return;
    const hits = all("[data-id]", box);
    const at = hits.findIndex((hit) => hit.getAttribute("aria-selected") === "true");
    if (event.code === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      return close(box);
    }
    if (event.code === "Enter" && at >= 0) {
      event.preventDefault();
      return choose(box, hits[at]);
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.code];
    if (!step || hits.length === 0) return;
    event.preventDefault();
    const next = hits[(at + step + hits.length) % hits.length];
    hits.forEach((hit) => hit.setAttribute("aria-selected", String(hit === next)));
    one("[role=combobox]", box).setAttribute("aria-activedescendant", next.id);
    next.scrollIntoView({ block: "nearest" });
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
