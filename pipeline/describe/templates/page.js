"use strict";
(() => {
  const facts = JSON.parse(document.getElementById("facts").textContent);
  const root = document.documentElement;
  const ROUTE = { de: "dokument", en: "document" };
  const arrived = new Map();
  const asked = new Map();

  // Data come as scripts, since a page opened from a file may fetch nothing else.
  window.gemeingut = (name, packed) => arrived.get(name)?.(packed);
  const load = (name) => {
    if (!asked.has(name)) {
      asked.set(name, new Promise((resolve, reject) => {
        arrived.set(name, resolve);
        const script = document.createElement("script");
        script.src = `portal/${encodeURIComponent(name)}.js`;
        script.onerror = () => { asked.delete(name); reject(new Error(name)); };
        document.head.append(script);
      }).then(unpack));
    }
    return asked.get(name);
  };
  const unpack = async (packed) => {
    const bytes = Uint8Array.from(atob(packed), (one) => one.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  };

  const make = (tag, given = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(given)) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.flat().filter((one) => one !== null && one !== undefined && one !== ""));
    return node;
  };
  const said = (language, name) => facts.labels[language][name] ?? name;
  const named = (room, name, language) => facts.words[room]?.[name]?.[language] ?? name;
  const number = (value, language) =>
    new Intl.NumberFormat(language === "de" ? "de-DE" : "en-GB", { maximumSignificantDigits: Number.isInteger(value) ? 21 : 4 }).format(value);
  const link = (id, language) => `#/${ROUTE[language]}/${encodeURIComponent(id).replaceAll("%2F", "/")}`;
  const to = (id, language) => make("a", { href: link(id, language) }, id);
  const outside = (address, text) => (/^https?:\/\//.test(address ?? "") ? make("a", { href: address }, text ?? address) : text ?? address ?? "");
  const failed = (language) => make("p", { class: "notice" }, said(language, "not_loaded"));

  // Code that can be copied.
  for (const block of document.querySelectorAll(".code")) {
    const language = block.closest("[lang]").lang;
    const button = make("button", { type: "button" }, said(language, "copy"));
    button.setAttribute("aria-label", `${said(language, "copy")}: ${block.dataset.title}`);
    button.addEventListener("click", async () => {
      const text = block.querySelector("code").textContent;
      try { await navigator.clipboard.writeText(text); } catch {
        const field = make("textarea", {}); field.value = text; block.append(field); field.select(); document.execCommand("copy"); field.remove(); button.focus();
      }
      button.textContent = said(language, "copied");
      announce(said(language, "copied"));
      setTimeout(() => { button.textContent = said(language, "copy"); }, 2000);
    });
    block.append(button);
  }
  const announce = (text) => { document.getElementById("said").textContent = text; };

  // A list that shows some of its rows and more when asked.
  const paged = (rows, step, draw, into, language, status) => {
    let shown = 0;
    const more = make("button", { type: "button", onclick: () => grow(true) }, said(language, "more"));
    const grow = (focus) => {
      const added = rows.slice(shown, shown + step).map(draw);
      into.append(...added);
      shown += added.length;
      more.hidden = shown >= rows.length;
      status.textContent = `${number(shown, language)} ${said(language, "of")} ${number(rows.length, language)}`;
      if (focus) added[0]?.querySelector("summary, a")?.focus();
    };
    grow(false);
    return more;
  };

  const choose = (language, label, options, changed) => {
    const field = make("select", { onchange: () => changed() }, options.map(([value, text]) => make("option", { value }, text)));
    return [make("label", {}, label, field), field];
  };

  const samples = async (place, language) => {
    let rows = [];
    try {
      for (let chunk = 0; chunk < facts.samples; chunk += 1) rows = rows.concat(await load(`samples-${chunk}`));
    } catch { place.replaceChildren(failed(language)); return; }
    const list = make("ul", { class: "documents" });
    const status = make("p", { role: "status", class: "quiet small" });
    const foot = make("div");
    const all = [["", said(language, "all")]];
    const options = (column, text) => all.concat([...new Set(rows.map((one) => one[column]))].sort().map((one) => [one, text(one)]));
    const filters = [
      ["source", "source", (one) => facts.sources[one]?.title ?? one],
      ["domain", "kind", (one) => named("domains", one, language)],
      ["license", "license", (one) => one],
    ].map(([column, label, text]) => [column, ...choose(language, said(language, label), options(column, text), () => draw())]);
    const draw = () => {
      const wanted = rows.filter((one) => filters.every(([column, , field]) => !field.value || one[column] === field.value));
      list.replaceChildren();
      foot.replaceChildren(paged(wanted, 8, (one) => make("li", {}, sample(one, language)), list, language, status));
    };
    place.replaceChildren(make("div", { class: "fields" }, filters.map(([, label]) => label)), status, list, foot);
    draw();
  };
  const tag = (language) => { const name = (language ?? "und").split(/[-_]/)[0]; return facts.tags[name] ?? name; };
  const sample = (one, language) =>
    make("details", {},
      make("summary", {}, make("strong", {}, one.title || one.id),
        make("span", {}, [facts.sources[one.source]?.title, named("domains", one.domain, language), one.license, one.date].filter(Boolean).map((text) => make("i", {}, text)))),
      make("div", { class: "inside" },
        make("blockquote", { class: "text", lang: tag(one.language) }, one.text + (one.cut ? " […]" : "")),
        make("p", { class: "small" }, one.cut ? `${said(language, "excerpt")} ` : "", one.attribution ?? ""),
        make("p", { class: "small" }, make("a", { href: link(one.id, language) }, `${said(language, "proof_of")} ${one.id}`))));

  const removed = (place, language) => {
    const reasons = Object.entries(facts.removed).sort((a, b) => b[1].documents - a[1].documents || (a[0] < b[0] ? -1 : 1));
    if (!reasons.length) { place.replaceChildren(); return; }
    const text = ([name, one]) => [name, `${name} (${number(one.documents, language)})`];
    const [label, field] = choose(language, said(language, "reason"), reasons.map(text), () => draw());
    const out = make("div");
    const draw = async () => {
      const reason = field.value;
      let rows;
      try { rows = await load(`removed-${reason}`); } catch { out.replaceChildren(failed(language)); return; }
      const { documents, shown } = facts.removed[reason];
      const body = make("tbody");
      const status = make("p", { role: "status", class: "quiet small" });
      const heads = ["document", "measured", "limit", "related"].map((one) => make("th", { scope: "col", class: one === "limit" ? "number" : null }, said(language, one)));
      const table = make("table", {}, make("caption", {}, reason), make("thead", {}, make("tr", {}, heads)), body);
      const more = paged(rows, 15, (one) => removedRow(one, language), body, language, status);
      const note = shown < documents ? make("p", { class: "small quiet" }, said(language, "in_ledger")) : null;
      out.replaceChildren(make("p", {}, facts.reasons[reason]?.[language] ?? ""), status,
        make("div", { class: "table", role: "region", tabindex: "0", "aria-label": `${said(language, "removed")}: ${reason}` }, table), more, ...(note ? [note] : []));
    };
    place.replaceChildren(make("div", { class: "fields" }, label), out);
    draw();
  };
  const removedRow = (one, language) =>
    make("tr", {},
      make("th", { scope: "row" }, to(one.id, language)),
      make("td", {}, ...(ruled(one.measure) ? rule(one.measure, language) : [one.value === null ? one.measure ?? "–" : `${one.measure} = ${number(one.value, language)}`])),
      make("td", { class: "number" }, one.limit === null ? "–" : number(one.limit, language)),
      make("td", {}, related(one.related, language)));
  const related = (value, language) => (value?.includes("/") ? to(value, language) : value ? make("code", {}, value) : "–");

  // One document's proof.
  const bytes = new TextEncoder();
  const before = (one, other) => {
    const [a, b] = [bytes.encode(one), bytes.encode(other)];
    for (let place = 0; place < Math.min(a.length, b.length); place += 1) if (a[place] !== b[place]) return a[place] - b[place];
    return a.length - b.length;
  };
  // A column is a list, or its different values and by row the place of one.
  const cell = (column, row) => (Array.isArray(column) ? column[row] : column.of[column.at ? column.at[row] : 0]);
  const words = (line) => (line ? line.split(" ") : []);
  const find = async (id) => {
    const source = id.split("/")[0];
    const first = facts.proofs.first[source] ?? [];
    let chunk = -1;
    while (chunk + 1 < first.length && before(first[chunk + 1], id) <= 0) chunk += 1;
    if (chunk < 0) return [];
    const found = [];
    for (let one = chunk; one >= 0; one -= 1) {
      const content = await load(`${source}-${String(one).padStart(4, "0")}`);
      const here = content.rows.id.flatMap((value, row) => (value === id ? [row] : []));
      found.unshift(...here.map((row) => ({ ...content, row: Object.fromEntries(Object.entries(content.rows).map(([name, column]) => [name, cell(column, row)])) })));
      if (content.rows.id[0] !== id) break;
    }
    return found;
  };
  const entry = (label, ...values) => {
    const kept = values.flat().filter((one) => one !== null && one !== undefined && one !== "");
    return kept.length ? [make("dt", {}, label), make("dd", {}, ...kept)] : [];
  };
  // A rule as a sentence, with its name in small; who decided in words.
  const ruled = (name) => Boolean(name && facts.rules[name]);
  const rule = (name, language) => {
    const id = make("code", { class: "id" }, name);
    return ruled(name) ? [facts.rules[name][language], " ", id] : [id];
  };
  const decider = (one, language) => {
    const [kind, ...rest] = one.split(":");
    if (!facts.deciders[kind]) return one;
    return `${facts.deciders[kind][language]} ${kind === "similarity" ? number(Number(rest[0]), language) : rest.join(", ")}`.trim();
  };
  const record = (...entries) => make("dl", { class: "record" }, entries.flat());
  const proof = (id, one, language) => {
    const row = one.row;
    const text = (name) => said(language, name);
    const source = facts.sources[row.id.split("/")[0]];
    const reason = row.reason ? facts.reasons[row.reason]?.[language] : null;
    const license = facts.licenses[row.license];
    const evidence = words(row.license_evidence ?? row.related).filter((name) => one.evidence[name]);
    const snapshot = one.snapshots[row.member] ?? one.snapshots[""];
    const value = row.value === null || row.value === undefined ? row.measure : `${row.measure} = ${number(row.value, language)}`;
    const limit = row.limit === null || row.limit === undefined ? "" : ` (${text("limit")} ${number(row.limit, language)})`;
    return [
      make("p", {}, make("span", { class: `fate ${row.fate}` }, text(row.fate)), row.reason ? [" ", make("code", {}, row.reason), reason ? ` – ${reason}` : ""] : []),
      record(
        entry(text(ruled(row.measure) ? "rule" : "measured"), ruled(row.measure) ? rule(row.measure, language) : row.measure ? `${value}${limit}` : null),
        entry(text("measured"), ruled(row.measure) && row.value !== null && row.value !== undefined ? `${number(row.value, language)}${limit}` : null),
        entry(text("related"), row.fate !== "kept" && row.related && (!evidence.length || row.related.includes("/")) ? related(row.related, language) : null),
        entry(text("title"), row.title), entry(text("date"), row.date), entry(text("address"), row.url ? outside(row.url) : null),
        entry(text("language"), row.language ? named("languages", row.language, language) : null),
        entry(text("length"), row.words !== null && row.words !== undefined ? `${number(row.words, language)} ${text("words")}` : null)),
      make("h2", {}, text("source")),
      record(
        entry(text("source"), source ? outside(source.homepage, source.title) : row.id.split("/")[0]), entry(text("publisher"), source?.publisher),
        entry(text("member"), row.member),
        entry(text("file"), snapshot ? [`${snapshot.name}, ${text("retrieved")} ${snapshot.retrieved}`, make("br"), make("code", { class: "hash" }, snapshot.sha256)] : null),
        entry(text("snapshot"), row.snapshot_sha256 && row.snapshot_sha256 !== snapshot?.sha256 ? make("code", { class: "hash" }, row.snapshot_sha256) : null)),
      ...(row.license ? [
        make("h2", {}, text("license")),
        record(
          entry(text("license"), license?.url ? outside(license.url, `${license.names.join("; ")} (${row.license})`) : row.license),
          entry(text("basis"), named("bases", row.license_basis, language)),
          entry(text("obligations"), license ? license.obligations.map((duty) => named("obligations", duty, language)).join(", ") || text("none") : null),
          entry(text("attribution"), row.attribution))] : []),
      ...(evidence.length ? [make("h2", {}, text(row.license ? "proof" : "statement"))] : []),
      ...evidence.flatMap((name) => statement(name, language === "de" ? { ...one.evidence[name], ...one.evidence[name].german } : one.evidence[name], row, language)),
      make("h2", {}, text("changes")),
      make("p", {}, row.changes ? words(row.changes).map((change) => named("changes", change, language)).join("; ") : text("none")),
      ...(row.members?.length ? [make("h2", {}, text("stands_for")), make("ul", {}, row.members.map((member) => make("li", {}, to(member.id, language), member.license ? ` (${member.license})` : "")))] : []),
      make("div", { class: "code", "data-title": "gemeingut explain" }, make("pre", { tabindex: "0" }, make("code", {}, `gemeingut explain ${said(language, "path")} '${id}'`))),
    ];
  };
  const statement = (name, one, row, language) => [
    make("blockquote", { lang: "und" }, one.statement),
    record(
      entry(said(language, row.license ? "stands_in" : "place"), one.where), entry(said(language, "address"), one.url ? outside(one.url) : null),
      entry(said(language, "retrieved"), one.retrieved), entry("SHA-256", one.sha256 ? make("code", { class: "hash" }, one.sha256) : null),
      entry(said(language, "rule"), rule(one.rule, language)), entry(said(language, "decided_by"), decider(one.decided_by, language)), entry(said(language, "finding"), one.finding), entry(said(language, "passage"), one.passage), entry(said(language, "remark"), one.remark),
      entry(said(language, "proof_number"), make("code", {}, name))),
  ];
  const show = async (id, language) => {
    const place = document.querySelector(`article[lang="${language}"] .document`);
    const title = place.querySelector("h1");
    const out = place.querySelector(".record-of");
    title.textContent = id;
    out.replaceChildren(make("p", { class: "quiet" }, said(language, "loading")));
    root.dataset.document = id;
    document.title = `${id} – ${facts.title} ${facts.version}`;
    scrollTo(0, 0);
    title.focus({ preventScroll: true });
    const explain = `gemeingut explain ${said(language, "path")} '${id}'`;
    try {
      const found = facts.proofs.detail === "none" ? [] : await find(id);
      if (root.dataset.document !== id) return;
      if (found.length) out.replaceChildren(...found.flatMap((one) => proof(id, one, language)));
      else out.replaceChildren(make("p", { class: "notice" }, said(language, facts.proofs.detail === "none" ? "too_many" : "unknown_document")), make("pre", { tabindex: "0" }, make("code", {}, explain)));
    } catch { out.replaceChildren(failed(language), make("pre", { tabindex: "0" }, make("code", {}, explain))); }
  };

  // The address says what is shown, and in which language.
  const started = new Set();
  const start = (language) => {
    if (started.has(language)) return;
    started.add(language);
    const article = document.querySelector(`article[lang="${language}"]`);
    const watch = new IntersectionObserver((seen) => {
      for (const one of seen.filter((each) => each.isIntersecting)) {
        watch.unobserve(one.target);
        (one.target.dataset.view === "samples" ? samples : removed)(one.target, language);
      }
    }, { rootMargin: "600px" });
    for (const place of article.querySelectorAll("[data-view]")) watch.observe(place);
    for (const form of article.querySelectorAll("form.find")) {
      form.addEventListener("submit", (event) => { event.preventDefault(); const id = form.elements.id.value.trim(); if (id) location.hash = link(id, language); });
    }
  };
  const speak = (language) => {
    root.dataset.language = language;
    root.lang = language;
    for (const one of document.querySelectorAll(".switch a")) one.setAttribute("aria-current", String(one.lang === language));
    start(language);
  };
  const route = () => {
    let hash;
    try { hash = decodeURIComponent(location.hash.slice(1)); } catch { hash = location.hash.slice(1); }
    const [, word, ...rest] = hash.startsWith("/") ? hash.split("/") : [];
    const spoken = Object.keys(ROUTE).find((one) => ROUTE[one] === word);
    const target = spoken ? null : document.getElementById(hash);
    const language = spoken ?? target?.closest("article")?.lang ?? root.dataset.language ?? "de";
    const id = rest.join("/");
    speak(language);
    const section = /^(de|en)(-[a-z]+)?$/.exec(hash);
    for (const one of document.querySelectorAll(".switch a")) {
      one.href = spoken && id ? link(id, one.lang) : `#${one.lang}${section?.[2] ?? ""}`;
    }
    if (spoken && id) { show(id, language); return; }
    const was = root.dataset.document;
    delete root.dataset.document;
    document.title = `${facts.title} ${facts.version}`;
    if (target) target.scrollIntoView();
    else if (was) scrollTo(0, 0);
  };
  addEventListener("hashchange", route);
  route();
})();
