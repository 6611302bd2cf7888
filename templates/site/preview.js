// In: word of each new edition. Out: the edition in its frame, at the place where the reader was; or what is to be mended, each with its place.

const frame = document.querySelector('#page');
const section = document.querySelector('#problems');
const list = section.querySelector('ol');
const status = document.querySelector('#status');
const buttons = [...document.querySelectorAll('button[data-file]')];

let file = buttons[0].dataset.file;
let edition = 0;

/** Shows the brief; the place on the page is kept where it was made anew. */
function show() {
  const place = file.endsWith('.html') ? (frame.contentWindow?.scrollY ?? 0) : 0;
  frame.addEventListener('load', () => frame.contentWindow?.scrollTo(0, place), { once: true });
  frame.src = `/${file}?edition=${edition}`;
}

function line(problem) {
  const item = document.createElement('li');
  if (problem.file !== '') {
    const place = document.createElement('code');
    place.textContent = `${problem.file}:${problem.line}:${problem.column}`;
    item.append(place, ' ');
  }
  item.append(`${problem.said} (${problem.code})`);
  if (problem.hint !== '') item.append(document.createElement('br'), problem.hint);
  return item;
}

async function look() {
  const answer = await fetch('/state');
  const state = await answer.json();
  list.replaceChildren(...state.problems.map(line));
  section.hidden = state.problems.length === 0;
  const wrong = state.problems.length;
  status.textContent = wrong === 0 ? `Edition ${state.edition}` : `Edition ${state.edition}: ${wrong} to mend`;
  if (wrong === 0 || edition === 0) {
    edition = state.edition;
    show();
  }
}

for (const button of buttons)
  button.addEventListener('click', () => {
    file = button.dataset.file;
    for (const one of buttons) one.setAttribute('aria-pressed', String(one === button));
    show();
  });

const events = new EventSource('/events');
events.addEventListener('message', look);
events.addEventListener('error', () => {
  status.textContent = 'The preview has ended';
});
