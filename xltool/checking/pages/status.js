
(() => {
  const form = document.getElementById("filter");
  const count = document.getElementById("count");
  const field = (id) => document.getElementById(id);
  const lists = ["#forms", "#others"].map(longList).filter(Boolean);
  const total = lists.reduce((sum, list) => sum + list.items.length, 0);
  const names = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const orders = {
    problem: () => 0,
    roster: (one, other) => one.data.roster - other.data.roster,
    received: (one, other) => (one.data.received < other.data.received) - (one.data.received > other.data.received),
    unit: (one, other) => names.compare(one.data.unit, other.data.unit),
    department: (one, other) => names.compare(one.data.department, other.data.department),
  };

  const chosen = () => ({
    words: field("query").value.toLowerCase().split(/\s+/).filter(Boolean),
    states: new Set([...form.querySelectorAll("[name=state]:checked")].map((box) => box.value)),
    allStates: [...form.querySelectorAll("[name=state]")].every((box) => box.checked),
    remarked: field("remarked").checked,
    department: field("department")?.value || "",
    order: orders[field("order").value],
  });

  const isWanted = ({ data }, text, want) => (data.due ? want.states.has(data.state) : want.allStates)
    && (!want.department || data.department === want.department)
    && (!want.remarked || "remarked" in data)
    && want.words.every((word) => text().includes(word));

  function apply() {
    const want = chosen();
    let shown = 0;
    for (const list of lists) {
      const items = list.items.filter((item) => isWanted(item, () => item.text, want));
      list.show(list.root.id === "forms" ? items.sort(want.order) : items);
      list.root.closest("section").hidden = list.items.length > 0 && items.length === 0;
      shown += items.length;
    }
    document.getElementById("no-match").hidden = shown > 0 || total === 0;
    count.textContent = count.dataset.text.replace("%s", shown).replace("%t", total);
  }

  /* The clipboard may be closed to a page: then the text is shown and selected, to be copied by hand. */
  function copying(button) {
    const list = document.getElementById(button.dataset.of);
    const said = document.getElementById("copied");
    const byHand = () => {
      list.closest("details").open = true;
      list.focus();
      list.select();
      let done = false;
      try { done = document.execCommand("copy"); } catch { /* said below */ }
      said.textContent = done ? said.dataset.done : said.dataset.byhand;
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      if (!navigator.clipboard) return byHand();
      return navigator.clipboard.writeText(list.value).then(() => { said.textContent = said.dataset.done; }, byHand);
    });
  }

  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  document.querySelectorAll("button.copy").forEach(copying);
  apply();
})();
