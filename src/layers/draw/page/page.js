'use strict';
(() => {
  const parse = id => JSON.parse(document.getElementById(id).textContent);
  const $ = id => document.getElementById(id);
  const data = parse('data'), words = parse('words'), NS = 'http://www.w3.org/2000/svg';
  const word = key => words[lang][key] ?? words.en[key] ?? key;
  let lang = 'en', sort = 'event_date', down = false, chosen = null, shown = [];

  // Everything that comes from an article goes through these two, as text or attribute value only.
  const make = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
  const draw = (tag, attributes = {}, ...children) => fill(document.createElementNS(NS, tag), attributes, children);
  function fill(node, attributes, children) {
    for (const [key, value] of Object.entries(attributes)) if (value !== null && value !== undefined) node.setAttribute(key, value);
    node.append(...children.filter(child => child !== null && child !== undefined));
    return node;
  }
  const marker = t => draw('svg', { viewBox: '-1.5 -1.5 3 3', 'aria-hidden': 'true' }, draw('use', { href: '#m' + t, fill: data.types[t].color }));
  const typeName = e => word(data.types[e.t].label);
  const actors = e => [e.actor1, e.assoc_actor_1, e.actor2, e.assoc_actor_2].filter(Boolean);
  const placeName = e => (lang === 'ar' && e.location_ar) || e.location || e.location_ar || e.admin1 || e.country || '?';

  // Filters
  const folded = text => String(text ?? '').normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  for (const e of data.events) e.hay = folded([e.location, e.location_ar, e.admin1, e.country, e.relation, e.text, e.sub_event_type, ...actors(e)].join(' '));
  function wanted(e) {
    const q = folded($('q').value).trim();
    return (!q || e.hay.includes(q)) && (!$('from').value || (e.event_date ?? '') >= $('from').value)
      && (!$('to').value || (e.event_date && e.event_date <= $('to').value)) && (!$('actor').value || actors(e).includes($('actor').value))
      && (!$('review').checked || e.needs_review) && document.getElementById('t' + e.t)?.checked;
  }
  function setUp() {
    const used = [...new Set(data.events.map(e => e.t))].sort();
    $('types').append(...used.map(t => {
      const box = make('input', { type: 'checkbox', id: 't' + t });
      box.checked = box.defaultChecked = true;
      return make('label', {}, box, marker(t), make('span', { 'data-type': data.types[t].label }));
    }));
    const names = [...new Set(data.events.flatMap(actors))].sort((a, b) => a.localeCompare(b));
    $('actor').append(make('option', { value: '', 'data-word': 'any' }), ...names.map(name => make('option', { value: name }, name)));
  }

  // Map
  const svg = $('map'), home = svg.viewBox.baseVal, full = { x: 0, y: 0, w: home.width, h: home.height };
  let view = { ...full }, due = 0;
  const later = () => { due ||= requestAnimationFrame(() => { due = 0; place(); }); };
  const zoom = () => { // map units in a pixel of the screen
    const box = svg.getBoundingClientRect();
    return Math.max(view.w / (box.width || 1), view.h / (box.height || 1));
  };
  function look(next) {
    const w = Math.min(Math.max(next.w, full.w / 60), full.w * 2), h = w * full.h / full.w;
    view = { w, h, x: Math.min(Math.max(next.x, -full.w), full.w * 2 - w), y: Math.min(Math.max(next.y, -full.h), full.h * 2 - h) };
    svg.setAttribute('viewBox', [view.x, view.y, view.w, view.h].join(' '));
    later();
  }
  function closer(factor, at = { x: view.x + view.w / 2, y: view.y + view.h / 2 }) {
    const w = Math.min(Math.max(view.w * factor, full.w / 60), full.w * 2), f = w / view.w;
    look({ w, x: at.x - (at.x - view.x) * f, y: at.y - (at.y - view.y) * f });
  }
  const where = event => new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  const pen = document.createElement('canvas').getContext('2d');
  const family = getComputedStyle(document.body).fontFamily;
  const wide = (text, size, bold) => { pen.font = `${bold ? 700 : 400} ${size}px ${family}`; return pen.measureText(text).width; };

  // Markers keep their size on the screen; labels are laid out anew so that none covers another.
  function place() {
    const k = zoom(), taken = [];
    const box = svg.getBoundingClientRect(), [mx, my] = [view.x + view.w / 2, view.y + view.h / 2], [rx, ry] = [box.width * k / 2, box.height * k / 2];
    const free = b => b[0] > mx - rx && b[2] < mx + rx && b[1] > my - ry && b[3] < my + ry && !taken.some(t => b[0] < t[2] && t[0] < b[2] && b[1] < t[3] && t[1] < b[3]) && (taken.push(b), true);
    const marks = [], labels = [], located = shown.filter(e => e.at);
    for (const e of [...located].sort((a, b) => (b.fatalities ?? 0) - (a.fatalities ?? 0))) {
      const on = e === chosen, ring = e.needs_review ? draw('circle', { r: e.r + 5, fill: 'none', stroke: data.review, 'stroke-width': 2, 'stroke-dasharray': '6 3' }) : null;
      const g = draw('g', { transform: `translate(${e.at[0]},${e.at[1]}) scale(${k})`, class: on ? 'on' : null },
        draw('title', {}, `${placeName(e)} · ${e.event_date ?? ''} · ${typeName(e)}`), ring,
        draw('use', { href: '#m' + e.t, transform: `scale(${e.r})`, fill: data.types[e.t].color, 'fill-opacity': .92, 'stroke-width': (on ? 2.4 : 1.4) / e.r }));
      g.addEventListener('click', () => choose(e, true));
      marks.push(g);
      const r = e.r + (e.needs_review ? 6 : 1);
      taken.push([e.at[0] - r * k, e.at[1] - r * k, e.at[0] + r * k, e.at[1] + r * k]);
    }
    for (const e of [...located].sort((a, b) => (b === chosen) - (a === chosen) || (b.fatalities ?? 0) - (a.fatalities ?? 0))) {
      const bold = (e.fatalities ?? 0) >= 10, size = bold ? 14 : 12.5;
      const lines = [(e.location ?? '') + (e.needs_review ? ' ?' : ''), e.location_ar].filter(l => l && l.trim());
      const w = Math.max(...lines.map(l => wide(l, size, bold)), 0) * k, h = lines.length * size * 1.2 * k, gap = (e.r + (e.needs_review ? 9 : 4)) * k;
      const [x, y] = e.at;
      for (const [cx, cy, anchor, tx] of [[x + gap + w / 2, y, 'start', x + gap], [x - gap - w / 2, y, 'end', x - gap], [x, y + gap + h / 2, 'middle', x], [x, y - gap - h / 2, 'middle', x], ...[[1, -1], [1, 1], [-1, -1], [-1, 1]].map(([i, j]) => [x + i * (gap - 2.5 * k + w / 2), y + j * (gap - 2.5 * k + h / 2), i > 0 ? 'start' : 'end', x + i * (gap - 2.5 * k)])]) {
        if (!free([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2])) continue;
        lines.forEach((line, i) => labels.push(draw('text', { transform: `translate(${tx},${cy - h / 2 + size * (.95 + 1.2 * i) * k}) scale(${k})`, 'text-anchor': anchor, 'font-size': size, 'font-weight': bold ? 700 : null }, line)));
        break;
      }
    }
    const names = [];
    for (const n of data.names) {
      const w = Math.max(wide(n.name.toUpperCase(), 14), wide(n.ar, 16)) * k;
      if (w > n.room * 1.3 || k < .15 || !free([n.at[0] - w / 2, n.at[1] - 18 * k, n.at[0] + w / 2, n.at[1] + 22 * k])) continue;
      names.push(draw('text', { transform: `translate(${n.at[0]},${n.at[1] - 3 * k}) scale(${k})`, 'font-size': 14 }, n.name.toUpperCase()),
        draw('text', { transform: `translate(${n.at[0]},${n.at[1] + 16 * k}) scale(${k})`, 'font-size': 16 }, n.ar));
    }
    $('marks').replaceChildren(...marks.reverse()); $('labels').replaceChildren(...labels); $('names').replaceChildren(...names);
    const ids = new Set(shown.map(e => e.event_id));
    for (const path of document.querySelectorAll('#ground [data-event]')) {
      const id = path.getAttribute('data-event');
      path.toggleAttribute('hidden', id !== '' && !ids.has(id));
      path.classList.toggle('on', chosen !== null && id === chosen.event_id);
    }
    const km = [1000, 500, 200, 100, 50, 20, 10, 5, 2, 1, .5, .2].find(d => d / data.km / k <= 130) ?? .1;
    $('scale').firstChild.textContent = km + ' km'; $('scale').lastChild.style.width = km / data.km / k + 'px';
  }

  // Table and details
  function rows() {
    const key = e => e[sort] ?? (down ? -Infinity : Infinity);
    shown = data.events.filter(wanted).sort((a, b) => {
      const [x, y] = [key(a), key(b)], order = typeof x === 'string' && typeof y === 'string' ? x.localeCompare(y) : (typeof x === 'string') - (typeof y === 'string') || x - y || 0;
      return down ? -order : order;
    });
    if (chosen && !shown.includes(chosen)) choose(null);
    $('rows').replaceChildren(...(shown.length ? shown.map(e => {
      const button = make('button', { type: 'button', dir: 'auto' }, placeName(e));
      const tr = make('tr', { class: e === chosen ? 'on' : null, 'aria-current': e === chosen ? 'true' : null },
        make('td', { class: 'date' }, (e.event_date ?? '').slice(0, e.time_precision === 3 ? 7 : 10)), make('td', {}, marker(e.t), ' ', typeName(e)),
        make('td', {}, button, make('small', {}, ...[lang === 'ar' ? e.location : e.location_ar, e.admin1].filter(Boolean).flatMap((part, i) => [i ? ' · ' : '', make('bdi', {}, part)])), e.needs_review ? make('small', { class: 'flag' }, '? ' + word('review')) : null),
        make('td', { dir: 'auto' }, [e.actor1, e.actor2].filter(Boolean).join(' – ')), make('td', { class: 'num' }, e.fatalities ?? ''), make('td', { class: 'num' }, e.uncertainty_km ?? ''));
      tr.addEventListener('click', () => choose(e));
      e.row = tr;
      return tr;
    }) : [make('tr', {}, make('td', { colspan: 6 }, word('none')))]));
    $('count').textContent = word('count').replace('{n}', shown.length).replace('{all}', data.events.length);
    place();
  }
  function choose(e, scroll) {
    chosen?.row?.classList.remove('on'); chosen?.row?.removeAttribute('aria-current');
    chosen = e;
    const box = $('detail');
    box.hidden = !e;
    if (!e) return place();
    e.row?.classList.add('on'); e.row?.setAttribute('aria-current', 'true');
    if (scroll) e.row?.scrollIntoView({ block: 'nearest' });
    const shut = make('button', { type: 'button', class: 'shut', 'aria-label': word('close') }, '×');
    shut.addEventListener('click', () => { choose(null); e.row?.querySelector('button')?.focus(); });
    const numbers = [['killed', e.fatalities], ['injured', e.injuries], ['abducted', e.abducted], ['sources', e.sources]].filter(([, n]) => n !== null && n !== undefined).map(([key, n]) => `${word(key)}: ${n}`);
    const link = /^https?:\/\//i.test(e.url ?? '') ? make('a', { href: e.url, rel: 'noopener noreferrer nofollow', target: '_blank' }, word('source')) : null;
    box.dir = document.documentElement.dir;
    box.replaceChildren();
    // Each part has its own direction, whatever that of the page.
    const parts = (...texts) => texts.filter(Boolean).flatMap((text, i) => [i ? ' · ' : '', make('bdi', {}, text)]);
    const radius = (e.uncertainty_km ?? null) === null ? null : make('bdi', { dir: 'ltr' }, `± ${e.uncertainty_km} km`);
    fill(box, {}, [shut, make('h2', {}, ...parts(e.location, e.location_ar)),
      make('p', {}, ...parts(e.event_date, typeName(e), e.sub_event_type)), make('p', { dir: 'auto' }, actors(e).join(' – ')),
      make('p', {}, ...parts(...numbers), numbers.length && radius ? ' · ' : '', radius),
      (e.distance_km ?? null) === null ? null : make('p', {}, ...parts(`\u2066${e.distance_km} km\u2069 – ${e.nearest}`)),
      e.needs_review ? make('p', { class: 'flag' }, '? ' + word('review')) : null,
      e.relation && e.relation !== 'at' ? make('p', { dir: 'auto' }, e.relation) : null,
      e.text ? make('blockquote', { dir: 'auto', lang: e.lang }, e.text) : null, link ? make('p', {}, link) : null]);
    const k = zoom();
    if (e.at && (e.at[0] < view.x + 40 * k || e.at[0] > view.x + view.w - 40 * k || e.at[1] < view.y + 40 * k || e.at[1] > view.y + view.h - 40 * k)) look({ ...view, x: e.at[0] - view.w / 2, y: e.at[1] - view.h / 2 });
    else place();
  }
  function speak(next) {
    lang = words[next] ? next : 'en';
    document.documentElement.lang = lang; document.documentElement.dir = lang === 'ar' ? 'rtl' : 'ltr'; $('lang').value = lang;
    for (const node of document.querySelectorAll('[data-word]')) node.textContent = word(node.dataset.word);
    for (const node of document.querySelectorAll('[data-type]')) node.textContent = word(node.dataset.type);
    for (const node of document.querySelectorAll('[data-label]')) node.setAttribute('aria-label', word(node.dataset.label));
    // The title is translated when it is the usual one; numbers and days are said in the page's own words.
    $('title').textContent = document.title = word(data.title);
    const articles = /^\d+(?= articles?$)/.exec(data.made_from)?.[0], [first, last] = (data.days ?? []).map(day => `\u2066${day}\u2069`); // read from the left in Arabic too
    const said = [['events', data.events.length], ['articles', articles]].filter(([, n]) => n !== undefined).map(([key, n]) => `${word(key)}: ${n}`);
    if (lang !== 'en') $('subtitle').textContent = [...said, first && (first === last ? first : word('days').replace('{first}', first).replace('{last}', last))].filter(Boolean).join(' · ');
    else $('subtitle').textContent = data.subtitle;
    rows();
    if (chosen) choose(chosen);
  }

  setUp();
  $('filters').addEventListener('input', rows);
  $('filters').addEventListener('submit', event => event.preventDefault());
  $('filters').addEventListener('reset', () => setTimeout(rows));
  $('lang').addEventListener('change', event => speak(event.target.value));
  for (const button of document.querySelectorAll('[data-sort]')) button.addEventListener('click', () => {
    down = sort === button.dataset.sort && !down; sort = button.dataset.sort;
    for (const th of document.querySelectorAll('th')) th.removeAttribute('aria-sort');
    button.parentNode.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    rows();
  });
  $('in').addEventListener('click', () => closer(.6)); $('out').addEventListener('click', () => closer(1 / .6)); $('home').addEventListener('click', () => look(full));
  svg.addEventListener('wheel', event => { event.preventDefault(); closer(event.deltaY < 0 ? .8 : 1.25, where(event)); }, { passive: false });
  svg.addEventListener('keydown', event => {
    const step = { ArrowLeft: [-.1, 0], ArrowRight: [.1, 0], ArrowUp: [0, -.1], ArrowDown: [0, .1] }[event.key];
    if (step) look({ ...view, x: view.x + step[0] * view.w, y: view.y + step[1] * view.h });
    else if (event.key === '+' || event.key === '=') closer(.6); else if (event.key === '-') closer(1 / .6); else if (event.key === '0') look(full); else return;
    event.preventDefault();
  });
  document.addEventListener('keydown', event => { if (event.key === 'Escape' && chosen) choose(null); });
  const fingers = new Map();
  svg.addEventListener('pointerdown', event => fingers.set(event.pointerId, event));
  addEventListener('pointerup', event => fingers.delete(event.pointerId)); addEventListener('pointercancel', event => fingers.delete(event.pointerId));
  svg.addEventListener('pointermove', event => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    if (fingers.size === 1) {
      const [a, b] = [where(before), where(event)];
      if (Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY) < 3) return;
      look({ ...view, x: view.x + a.x - b.x, y: view.y + a.y - b.y });
    } else if (fingers.size === 2) {
      const other = [...fingers.values()].find(f => f.pointerId !== event.pointerId);
      const span = f => Math.hypot(f.clientX - other.clientX, f.clientY - other.clientY) || 1;
      closer(span(before) / span(event), where(other));
    }
    fingers.set(event.pointerId, event);
  });
  addEventListener('resize', later);
  // A link can ask for a language and an event: map.html#lang=ar&event=ID
  const asked = new URLSearchParams(location.hash.slice(1));
  speak(asked.get('lang') ?? (navigator.language || 'en').slice(0, 2));
  choose(data.events.find(e => e.event_id === asked.get('event')) ?? null, true);
})();
