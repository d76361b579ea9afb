(() => {
const root = document.documentElement, langs = ['en', 'ar'];
const shownLang = () => document.getElementById('lang-ar').checked ? 'ar' : 'en';
const top = () => document.querySelector('.bar').getBoundingClientRect().bottom + 1;
let place = null;
function mark() {
  const lang = shownLang(), line = top();
  place = null;
  for (const host of document.querySelectorAll('main > section > .' + lang)) {
    if (host.getBoundingClientRect().bottom <= line) continue;
    let at = host, path = [];
    for (;;) {
      const next = [...at.children].findIndex(c => c.getClientRects().length && c.getBoundingClientRect().bottom > line);
      if (next < 0 || at.children[next].getBoundingClientRect().top > line && path.length || path.length > 5) break;
      path.push(next);
      at = at.children[next];
    }
    place = {section: host.parentElement, path, y: at.getBoundingClientRect().top, inside: host.getBoundingClientRect().top <= line};
    break;
  }
}
function back(lang) {
  if (!place || !window.scrollY) return;
  let at = place.section.querySelector(':scope > .' + lang);
  for (const n of place.path) { if (!at.children[n]) break; at = at.children[n]; }
  window.scrollBy(0, at.getBoundingClientRect().top - place.y);
}
function say(lang) {
  root.lang = lang;
  root.dir = lang === 'ar' ? 'rtl' : 'ltr';
  document.title = document.getElementById('lang-' + lang).dataset.title;
}
const section = () => location.hash.slice(1).split('&')[0].replace(/^lang=.*/, '');
function remember() {
  try { history.replaceState(null, '', '#' + [section(), 'lang=' + shownLang()].filter(Boolean).join('&')); } catch { /* a file that may not */ }
}
for (const lang of langs) {
  document.getElementById('lang-' + lang).addEventListener('change', () => { say(lang); back(lang); mark(); remember(); });
}
for (const theme of ['auto', 'light', 'dark']) {
  document.getElementById('theme-' + theme).addEventListener('change', () => {
    if (theme === 'auto') delete root.dataset.theme; else root.dataset.theme = theme;
  });
}
addEventListener('scroll', mark, {passive: true});
addEventListener('resize', mark);
document.addEventListener('toggle', event => {
  const own = event.target.closest('.en, .ar'), host = own && own.parentElement;
  if (!host || host.tagName !== 'SECTION') return;
  const other = host.querySelector(':scope > .' + (own.className === 'en' ? 'ar' : 'en'));
  const twin = other.querySelectorAll('details')[[...own.querySelectorAll('details')].indexOf(event.target)];
  if (twin) twin.open = event.target.open;
  mark();
}, true);
function arrive() {
  const found = /(?:^#|&)lang=(en|ar)/.exec(location.hash), id = section();
  if (found) document.getElementById('lang-' + found[1]).checked = true;
  say(shownLang());
  const to = id && document.getElementById(id);
  if (to && found) to.scrollIntoView();
  if (!found && id) remember();
  mark();
}
addEventListener('hashchange', arrive);
let opened = [];
addEventListener('beforeprint', () => {
  opened = [...document.querySelectorAll('details.reading:not([open])')];
  for (const d of opened) d.open = true;
});
addEventListener('afterprint', () => { for (const d of opened) d.open = false; });
arrive();
})();
