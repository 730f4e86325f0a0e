
"use strict";
(() => {
  const form = document.getElementById("filter");
  const count = document.getElementById("count");
  const field = (id) => document.getElementById(id);
  const sections = [...document.querySelectorAll("section.file")].map((element) => ({
    element,
    head: element.querySelector("header").textContent.toLowerCase(),
    rows: [...element.querySelectorAll(":scope > table > tbody > tr")].map((row) => ({
      element: row, text: row.textContent.toLowerCase(), count: Number(row.dataset.count),
    })),
    entry: document.querySelector(`.overview tr[data-file="${element.dataset.file}"]`),
  }));
  const missing = [...document.querySelectorAll(".missing li")];
  const total = sections.reduce((sum, section) => sum + section.rows.reduce((rows, row) => rows + row.count, 0), missing.length);

  const chosen = () => ({
    words: field("query").value.toLowerCase().split(/\s+/).filter(Boolean),
    severities: new Set([...form.querySelectorAll("[name=severity]:checked")].map((box) => box.value)),
    allSeverities: [...form.querySelectorAll("[name=severity]")].every((box) => box.checked),
    rule: field("rule").value,
    unit: field("unit")?.value || "",
    file: field("file")?.value || "",
    status: field("status")?.value || "",
  });
  const holds = (text, words) => words.every((word) => text.includes(word));

  function showRows(section, want) {
    let shown = 0;
    for (const row of section.rows) {
      const visible = want.severities.has(row.element.dataset.severity)
        && (!want.rule || row.element.dataset.rule === want.rule)
        && holds(section.head + " " + row.text, want.words);
      row.element.hidden = !visible;
      if (visible) shown += row.count;
    }
    return shown;
  }

  function showSection(section, want) {
    const { file, unit, status } = section.element.dataset;
    const mine = (!want.file || file === want.file) && (!want.unit || unit === want.unit) && (!want.status || status === want.status);
    const shown = mine ? showRows(section, want) : 0;
    const plain = want.allSeverities && !want.rule && holds(section.head, want.words);
    const visible = mine && (shown > 0 || (plain && section.rows.length === 0));
    section.element.hidden = !visible;
    if (section.entry) section.entry.hidden = !visible;
    return { shown, visible };
  }

  function showMissing(want) {
    let shown = 0;
    for (const item of missing) {
      const visible = !want.file && !want.status && want.severities.has("error")
        && (!want.rule || item.dataset.rule === want.rule) && (!want.unit || item.dataset.unit === want.unit)
        && holds(item.textContent.toLowerCase(), want.words);
      item.hidden = !visible;
      if (visible) shown += 1;
    }
    const list = document.querySelector(".missing");
    if (list) list.hidden = shown === 0;
    return shown;
  }

  function apply() {
    const want = chosen();
    const results = sections.map((section) => showSection(section, want));
    const notSent = showMissing(want);
    const shown = results.reduce((sum, result) => sum + result.shown, notSent);
    const some = results.some((result) => result.visible);
    const overview = document.querySelector(".overview");
    if (overview) overview.hidden = !some;
    document.getElementById("no-match").hidden = some || notSent > 0;
    count.textContent = count.dataset.text.replace("%s", shown).replace("%t", total);
  }

  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  apply();
})();
