
"use strict";
/* A list of which one piece at a time is in the page. The first piece stands there as it is; the rest lies in a <noscript>, which is
   a single text while scripts run and the rest of the list where none do. Paper gets the whole list. */
const unescaped = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&#34;/g, '"').replace(/&#39;/g, "'")
  .replace(/&nbsp;/g, "\u00a0").replace(/&quot;/g, '"').replace(/&amp;/g, "&");
const plainText = (html) => unescaped(html.replace(/<[^>]*>/g, " ")).toLowerCase();

function dataOf(html) {
  const data = {};
  for (const [, name, value] of html.slice(0, html.indexOf(">")).matchAll(/ data-([a-z]+)="([^"]*)"/g)) data[name] = unescaped(value);
  return data;
}

class ListItem {
  constructor(html, place) {
    this.html = html;
    this.place = place;
    this.data = dataOf(html);
  }

  get text() {
    return this.textOnce ??= plainText(this.html);
  }
}

class LongList {
  constructor(root) {
    this.root = root;
    this.holder = root.querySelector("[data-items]");
    this.size = Number(root.dataset.size);
    this.page = 0;
    this.items = [...this.holder.children].map((element) => element.outerHTML).concat(this.takeRest()).map((html, place) => new ListItem(html, place));
    this.shown = this.items;
    this.htmlOf = (item) => item.html;
    this.pagers = this.items.length > this.size ? ["before", "after"].map((where) => this.makePager(where)) : [];
    addEventListener("beforeprint", () => this.fill(0, this.shown.length));
    addEventListener("afterprint", () => this.draw());
    this.draw();
  }

  takeRest() {
    const rest = this.root.querySelector(":scope > noscript");
    if (!rest) return [];
    const [, ...items] = rest.textContent.split("<!--end-->")[0].split("<!--item-->");
    rest.remove();
    return items;
  }

  get pages() {
    return Math.max(1, Math.ceil(this.shown.length / this.size));
  }

  /* Show these items, from the first page on. */
  show(items) {
    this.shown = items;
    this.page = 0;
    this.draw();
  }

  /* Turn to the page on which an item stands. */
  turnTo(item) {
    this.turn(Math.floor(Math.max(0, this.shown.indexOf(item)) / this.size));
  }

  turn(page) {
    this.page = Math.min(Math.max(page, 0), this.pages - 1);
    this.draw();
  }

  draw() {
    const start = this.page * this.size;
    this.fill(start, start + this.size);
    const range = [Math.min(start + 1, this.shown.length), Math.min(start + this.size, this.shown.length), this.shown.length];
    for (const { bar, label, back, forth } of this.pagers) {
      bar.hidden = this.pages === 1;
      label.textContent = bar.dataset.text.replace(/%[123]/g, (sign) => range[sign[1] - 1]);
      for (const button of back) button.disabled = this.page === 0;
      for (const button of forth) button.disabled = this.page === this.pages - 1;
    }
  }

  fill(start, end) {
    this.holder.innerHTML = this.shown.slice(start, end).map(this.htmlOf).join("");
  }

  makePager(where) {
    const bar = document.createElement("nav");
    const label = document.createElement("span");
    const button = (name, sign, page) => {
      const made = document.createElement("button");
      Object.assign(made, { type: "button", textContent: sign, title: this.root.dataset[name] });
      made.setAttribute("aria-label", this.root.dataset[name]);
      made.addEventListener("click", () => {
        this.turn(page());
        if (where === "after") this.root.scrollIntoView();
      });
      return made;
    };
    const back = [button("first", "«", () => 0), button("previous", "‹", () => this.page - 1)];
    const forth = [button("next", "›", () => this.page + 1), button("last", "»", () => this.pages - 1)];
    bar.className = "pager";
    bar.dataset.text = this.root.dataset.range;
    bar.setAttribute("aria-label", this.root.dataset.name);
    bar.append(...back, label, ...forth);
    this.root[where === "before" ? "prepend" : "append"](bar);
    return { bar, label, back, forth };
  }
}

const longList = (selector) => {
  const root = document.querySelector(selector);
  return root?.dataset.size ? new LongList(root) : null;
};
