/**
 * The one style sheet. Colours are variables with a light and a dark value; each pair of text and ground has a contrast of 4.5 or more, and
 * edges of controls 3 or more (WCAG 2.2, 1.4.3 and 1.4.11).
 */
export const STYLE = `:root {
  color-scheme: light dark;
  --ground: light-dark(#f5f6f8, #13161c);
  --surface: light-dark(#ffffff, #1c2029);
  --text: light-dark(#1a1f29, #e7eaf0);
  --muted: light-dark(#545d6d, #a4adbd);
  --line: light-dark(#dadee5, #313846);
  --edge: light-dark(#7c8696, #768193);
  --accent: light-dark(#1d5bd6, #8db4ff);
  --on-accent: light-dark(#ffffff, #0c1a33);
  --notice: light-dark(#fff6db, #352b10);
  --on-notice: light-dark(#4d3a00, #ffe19a);
  --good: light-dark(#17663a, #7fd6a0);
  --bad: light-dark(#a5201b, #ff9d95);
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; min-height: 100dvh; font: 1rem/1.5 system-ui, sans-serif; background: var(--ground); color: var(--text); overflow-wrap: anywhere; }
h1, h2, p, dl, dd, ul, pre { margin: 0; padding: 0; }
h1 { font-size: 1.625rem; line-height: 1.25; letter-spacing: -.01em; }
h2 { font-size: 1.0625rem; line-height: 1.4; }
ul { list-style: none; }
a { color: var(--accent); }
code { font-family: ui-monospace, monospace; font-size: .9em; }
.skip:not(:focus) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; z-index: 1; margin: .25rem; padding: .5rem 1rem; background: var(--surface); }
[hidden] { display: none !important; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
main:focus { outline: none; }

.banner { padding: .375rem 1.25rem; font-size: .875rem; background: var(--notice); color: var(--on-notice); }
header { background: var(--surface); border-bottom: 1px solid var(--line); }
.top { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; padding: .625rem 1.25rem; }
.brand { display: flex; align-items: center; min-height: 2.5rem; padding-left: 2.5rem; font-weight: 600; color: inherit; text-decoration: none; background: url(/portal.svg) 0 50% / 1.75rem no-repeat; }
nav { display: flex; gap: .25rem; }
nav a { padding: .5rem .75rem; border-radius: .5rem; color: inherit; text-decoration: none; }
nav a:hover, .language:hover { text-decoration: underline; }
nav [aria-current] { background: var(--ground); font-weight: 600; box-shadow: inset 0 0 0 1px var(--line); }
.identity { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; line-height: 1.3; }
.identity dt { white-space: nowrap; font-size: .75rem; color: var(--muted); }
.identity dd { font-weight: 600; }
.language { margin-left: auto; padding: .5rem 0; }
@media (max-width: 48rem) {
  .top { column-gap: 1rem; }
  .top .brand:not(:nth-last-child(2)) { width: 100%; }
  .identity { flex: 1 1 10rem; }
}

main { max-width: 72rem; margin: 0 auto; padding: 2rem 1.25rem 3rem; }
.lead { text-wrap: pretty; margin: .375rem 0 1.5rem; color: var(--muted); max-width: 46rem; }
.panel, .empty { background: var(--surface); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem; }
.columns, .halves, .cards, .stack, .people, .choice, .settings { display: grid; gap: 1rem; align-content: start; }
.columns, .halves { gap: 1.25rem; align-items: start; }
.cards { grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); }
@media (min-width: 56rem) {
  .columns { grid-template-columns: 19rem minmax(0, 1fr); }
  .halves { grid-template-columns: 1fr 1fr; }
}
.stack, .choice { gap: .375rem; }
.stack label:not(:first-child), .stack button { margin-top: .625rem; }
.panel > h2 { margin-bottom: 1rem; }
.cards h2 { margin-bottom: .25rem; }
.settings > h2 { margin-bottom: 0; }
.choice { grid-template-columns: 1fr auto; column-gap: .5rem; }
.choice label { grid-column: 1 / -1; }
label { font-size: .875rem; color: var(--muted); }
.people { gap: .75rem; }
.people li { display: flex; flex-wrap: wrap; gap: .375rem 1rem; align-items: center; justify-content: space-between; }
.people p, .address, .hint { font-size: .875rem; color: var(--muted); }
.actions { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: 1rem; }
.actions .button { padding-inline: .75rem; }
.empty { display: grid; gap: .75rem; justify-items: center; padding: 3rem 1.25rem; text-align: center; }
.empty p { text-wrap: balance; max-width: 36rem; color: var(--muted); }
.empty pre { max-width: 100%; overflow-x: auto; padding: .75rem 1rem; text-align: left; background: var(--ground); border: 1px solid var(--line); border-radius: .5rem; }
.notice { display: grid; gap: .625rem; justify-items: start; padding: .75rem 1rem; border-radius: .5rem; background: var(--notice); color: var(--on-notice); }
main > .notice { margin-bottom: 1.5rem; }
.error { background: var(--surface); color: var(--bad); border: 2px solid; }

input, select, button, .button { font: inherit; color: inherit; min-width: 0; min-height: 2.5rem; max-width: 100%; padding: .4375rem .875rem; border: 1px solid var(--edge); border-radius: .5rem; background: var(--surface); }
select { padding-inline: .625rem .375rem; }
button, .button { display: inline-block; cursor: pointer; text-decoration: none; }
button:hover, .button:hover { border-color: var(--accent); color: var(--accent); background: var(--surface); }
.primary { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
.primary:hover { background: var(--surface); }

.bar { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center; }
.bar h1 { margin-right: auto; }
.wide { display: flex; flex-direction: column; }
.wide main { flex: 1; display: flex; flex-direction: column; gap: .75rem; width: 100%; max-width: none; margin: 0; padding: 1rem 1.25rem; }
iframe { flex: 1; width: 100%; min-height: 24rem; border: 1px solid var(--line); border-radius: .75rem; background: #ffffff; }

.refresh, .calls { font-size: .875rem; }
.refresh, .calls th, .calls .time, .calls .duration, .call span { color: var(--muted); }
.calls { width: 100%; border-collapse: separate; border-spacing: 0; background: var(--surface); border: 1px solid var(--line); border-radius: .75rem; }
.calls th, .calls td { padding: .5rem 1rem; text-align: left; vertical-align: baseline; }
.calls th { font-weight: 400; white-space: nowrap; }
.calls td { border-top: 1px solid var(--line); }
.calls .time, .calls .duration, .calls .answer { white-space: nowrap; font-variant-numeric: tabular-nums; }
.status { font-weight: 600; }
.good { color: var(--good); }
.bad { color: var(--bad); }
@media (max-width: 48rem) {
  .calls thead { position: absolute; clip-path: inset(50%); }
  .calls, .calls tbody { display: block; }
  .calls tr { display: flex; flex-wrap: wrap; gap: .125rem .5rem; padding: .75rem 1rem; }
  .calls tr + tr { border-top: 1px solid var(--line); }
  .calls td { padding: 0; border: 0; }
  .calls .time { flex: 1; }
  .calls .call, .calls .ticket { order: 1; width: 100%; }
}
`;
