
(() => {
  const form = document.getElementById("filter");
  const count = document.getElementById("count");
  const field = (id) => document.getElementById(id);
  const files = longList("#file-list");
  const overview = longList("#overview-list");
  const missing = longList("#missing-list");

  /* A file's section in its parts: what stands before its rows, each row, what stands behind them. */
  const sections = files.items.map((item, index) => {
    const [head, ...rows] = item.html.split("<!--row-->");
    const [last, tail] = (rows.pop() ?? "").split("<!--rows-->");
    return {
      item, head, tail: tail ?? "",
      entry: overview?.items[index],
      rows: (tail === undefined ? [] : [...rows, last]).map((html) => ({ html, data: dataOf(html) })),
    };
  });
  const bySection = new Map(sections.map((section) => [section.item, section]));
  const headText = (section) => section.text ??= plainText(section.head);
  const rowText = (row) => row.text ??= plainText(row.html);
  const total = sections.reduce((sum, section) => sum + section.rows.reduce((rows, row) => rows + Number(row.data.count), 0), missing?.items.length ?? 0);

  const chosen = () => ({
    words: field("query").value.toLowerCase().split(/\s+/).filter(Boolean),
    severities: new Set([...form.querySelectorAll("[name=severity]:checked")].map((box) => box.value)),
    allSeverities: [...form.querySelectorAll("[name=severity]")].every((box) => box.checked),
    rule: field("rule").value,
    unit: field("unit")?.value || "",
    file: field("file")?.value || "",
    status: field("status")?.value || "",
  });
  const holds = (words, ...texts) => words.every((word) => texts.some((text) => text().includes(word)));

  const rowsWanted = (section, want) => section.rows.filter((row) => want.severities.has(row.data.severity)
    && (!want.rule || row.data.rule === want.rule)
    && holds(want.words, () => headText(section), () => rowText(row)));

  function isWanted(section, want) {
    const { file, unit, status } = section.item.data;
    const mine = (!want.file || file === want.file) && (!want.unit || unit === want.unit) && (!want.status || status === want.status);
    section.wanted = mine ? rowsWanted(section, want) : [];
    const plain = want.allSeverities && !want.rule && holds(want.words, () => headText(section));
    return section.wanted.length > 0 || (mine && plain && section.rows.length === 0);
  }

  function showMissing(want) {
    if (!missing) return 0;
    const items = missing.items.filter((item) => !want.file && !want.status && want.severities.has("error")
      && (!want.rule || item.data.rule === want.rule) && (!want.unit || item.data.unit === want.unit)
      && holds(want.words, () => item.text));
    missing.show(items);
    missing.root.closest("section").hidden = items.length === 0;
    return items.length;
  }

  function apply() {
    const want = chosen();
    const wanted = sections.filter((section) => isWanted(section, want));
    files.show(wanted.map((section) => section.item));
    overview?.show(wanted.map((section) => section.entry));
    if (overview) overview.root.closest("section").hidden = wanted.length === 0;
    const notSent = showMissing(want);
    const shown = wanted.reduce((sum, section) => sum + section.wanted.reduce((rows, row) => rows + Number(row.data.count), 0), notSent);
    document.getElementById("no-match").hidden = wanted.length > 0 || notSent > 0;
    count.textContent = count.dataset.text.replace("%s", shown).replace("%t", total);
  }

  /* A link to a file leads to its section, on whatever page that is. */
  function follow() {
    const section = sections.find(({ item }) => `#file-${item.data.file}` === location.hash);
    if (!section || !files.shown.includes(section.item)) return;
    files.turnTo(section.item);
    document.getElementById(location.hash.slice(1)).scrollIntoView();
  }

  files.htmlOf = (item) => {
    const section = bySection.get(item);
    return section.head + section.wanted.map((row) => row.html).join("") + section.tail;
  };
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  addEventListener("hashchange", follow);
  apply();
  follow();
})();
