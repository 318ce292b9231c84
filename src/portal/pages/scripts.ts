/** Sends the forms as JSON, because the portal takes changes in no other form (security.md section 14), and loads the page again. */
export const FORM_SCRIPT = `document.addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.target;
  const alert = document.getElementById('error');
  let message = alert.dataset.failed;
  try {
    const response = await fetch(form.getAttribute('action'), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(Object.fromEntries(new FormData(form))),
    });
    if (response.ok) return location.replace(location.pathname);
    message = (await response.json()).error;
  } catch {}
  alert.textContent = message;
  alert.hidden = false;
});
`;

/** Keeps the list of calls fresh while the page is in sight, and lets the reader pause that. */
export const CALLS_SCRIPT = `const list = document.getElementById('calls');
const note = document.getElementById('refresh');
const button = document.getElementById('pause');
let isPaused = false;

async function refresh() {
  if (isPaused || document.hidden) return;
  let state = 'stale';
  try {
    const response = await fetch('/calls/list', { signal: AbortSignal.timeout(5000) });
    if (response.status === 401) return location.reload();
    const markup = await response.text();
    if (isPaused) return;
    if (response.ok) {
      state = 'live';
      if (markup !== list.dataset.shown) list.replaceChildren(...parse(markup));
      list.dataset.shown = markup;
    }
  } catch {}
  note.textContent = note.dataset[isPaused ? 'paused' : state];
}

function parse(markup) {
  return new DOMParser().parseFromString(markup, 'text/html').body.childNodes;
}

button.addEventListener('click', () => {
  isPaused = !isPaused;
  button.textContent = button.dataset[isPaused ? 'resume' : 'pause'];
  note.textContent = note.dataset[isPaused ? 'paused' : 'live'];
  if (!isPaused) refresh();
});

button.hidden = false;
note.textContent = note.dataset.live;
setInterval(refresh, 2000);
document.addEventListener('visibilitychange', refresh);
`;
