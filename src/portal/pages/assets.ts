/** The one style sheet. Colours come from the system, so that light, dark and high contrast work alike. */
export const STYLE = `:root { color-scheme: light dark; --line: #767676; --link: #0b57d0; }
@media (prefers-color-scheme: dark) { :root { --link: #8ab4f8; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 0 1rem 2rem; max-width: 46rem; font: 1rem/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText; overflow-wrap: anywhere; }
body.wide { max-width: none; }
a { color: var(--link); }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.15rem; margin: 1.5rem 0 .5rem; }
h3 { font-size: 1rem; margin: 0; }
header, .row { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; justify-content: space-between; margin: 1rem 0; }
.row { justify-content: flex-start; }
.banner { margin: 0 -1rem; padding: .5rem 1rem; background: #ffd54a; color: #201a00; }
.skip:not(:focus), .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.stack { display: grid; gap: .25rem; max-width: 20rem; }
.stack button { margin-top: .75rem; justify-self: start; }
.cards { list-style: none; margin: 0; padding: 0; display: grid; gap: .75rem; }
.cards li { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; border: 1px solid var(--line); border-radius: .5rem; padding: .75rem; }
.address { flex-basis: 100%; }
.error { border: 2px solid #d93025; border-radius: .5rem; padding: .5rem .75rem; }
.error[hidden] { display: none; }
input, select, button { font: inherit; color: inherit; min-height: 2.5rem; max-width: 100%; padding: .25rem .75rem; border: 1px solid var(--line); border-radius: .375rem; background: Field; }
button { background: ButtonFace; cursor: pointer; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
iframe { width: 100%; height: 75vh; border: 1px solid var(--line); }
`;

/** The one script: forms are sent as JSON, because the portal takes changes in no other form (security.md section 14). */
export const SCRIPT = `document.addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.target;
  const alert = document.getElementById('error');
  const language = document.documentElement.lang;
  let message = alert.dataset.failed;
  try {
    const response = await fetch(form.getAttribute('action') + '?lang=' + language, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(Object.fromEntries(new FormData(form))),
    });
    if (response.ok) return location.assign('/?lang=' + language);
    message = (await response.json()).error;
  } catch {}
  alert.textContent = message;
  alert.hidden = false;
});
`;
