
"use strict";
(() => {
  const form = document.getElementById("filter");
  const count = document.getElementById("count");
  const field = (id) => document.getElementById(id);
  const rows = [...document.querySelectorAll(".overview tbody tr")].map((element) => ({
    element,
    text: element.textContent.toLowerCase(),
    isRemarked: element.querySelector(".remarks") !== null,
  }));

  const chosen = () => ({
    words: field("query").value.toLowerCase().split(/\s+/).filter(Boolean),
    states: new Set([...form.querySelectorAll("[name=state]:checked")].map((box) => box.value)),
    allStates: [...form.querySelectorAll("[name=state]")].every((box) => box.checked),
    remarked: field("remarked").checked,
    department: field("department")?.value || "",
  });

  function isWanted(row, want) {
    const { state, department } = row.element.dataset;
    return (state ? want.states.has(state) : want.allStates)
      && (!want.department || department === want.department)
      && (!want.remarked || row.isRemarked)
      && want.words.every((word) => row.text.includes(word));
  }

  function apply() {
    const want = chosen();
    let shown = 0;
    for (const row of rows) {
      const wanted = isWanted(row, want);
      row.element.hidden = !wanted;
      if (wanted) shown += 1;
    }
    for (const section of document.querySelectorAll(".overview")) {
      const own = [...section.querySelectorAll("tbody tr")];
      section.hidden = own.length > 0 && own.every((row) => row.hidden);
    }
    document.getElementById("no-match").hidden = shown > 0 || rows.length === 0;
    count.textContent = count.dataset.text.replace("%s", shown).replace("%t", rows.length);
  }

  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  apply();
})();
