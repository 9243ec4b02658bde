// The console of one resource, line by line.
import { ansi } from './ansi.js';

const most = 5000;
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hour12: false });

let shown = null;

/** Shows the console in `element`; null: none is on the page. */
export function startConsole(element) {
    if (element === shown?.element)
        return;
    shown?.stop();
    shown = element ? open(element) : null;
}

function open(element) {
    let last = 0;
    let isFollowing = true;
    let filter = '';
    element.classList.add('wrap');
    let events = null;

    // Only while the page is seen: a browser opens six connections to a server, for all of its tabs together.
    function listen() {
        events?.close();
        events = document.hidden ? null : new EventSource(element.dataset.console);
        events?.addEventListener('lines', (event) => {
            for (const line of JSON.parse(event.data))
                add(line);
            while (element.childElementCount > most)
                element.firstElementChild.remove();
            if (isFollowing)
                element.scrollTop = element.scrollHeight;
        });
    }

    // After a reconnect the server begins again with the lines that it keeps.
    function add(line) {
        if (line.number <= last)
            return;
        if (last > 0 && line.number > last + 1)
            element.append(Object.assign(document.createElement('div'), { className: 'gap', textContent: `… ${line.number - last - 1} lines were dropped …` }));
        last = line.number;
        const row = document.createElement('div');
        row.className = line.isError ? 'line error' : 'line';
        const time = document.createElement('time');
        time.textContent = clock.format(new Date(line.time));
        const text = document.createElement('span');
        text.append(...ansi(line.text));
        row.append(time, text);
        row.hidden = !matches(row);
        element.append(row);
    }

    const matches = (row) => !filter || row.lastElementChild.textContent.toLowerCase().includes(filter);

    const controls = new AbortController();
    const on = (selector, type, action) => document.querySelector(selector)?.addEventListener(type, action, { signal: controls.signal });
    listen();
    document.addEventListener('visibilitychange', listen, { signal: controls.signal });
    on('[data-console-filter]', 'input', (event) => {
        filter = event.target.value.toLowerCase();
        for (const row of element.querySelectorAll('.line'))
            row.hidden = !matches(row);
    });
    on('[data-console-wrap]', 'change', (event) => element.classList.toggle('wrap', event.target.checked));
    on('[data-console-save]', 'click', () => save(element));
    const button = document.querySelector('[data-console-follow]');
    const setFollowing = (wanted) => {
        isFollowing = wanted;
        button?.setAttribute('aria-pressed', String(wanted));
        if (wanted)
            element.scrollTop = element.scrollHeight;
    };
    on('[data-console-follow]', 'click', () => setFollowing(!isFollowing));
    element.addEventListener('wheel', (event) => event.deltaY < 0 && setFollowing(false), { passive: true, signal: controls.signal });
    return { element, stop: () => { events?.close(); controls.abort(); } };
}

function save(element) {
    const text = [...element.querySelectorAll('.line')].map((row) => `${row.firstElementChild.textContent} ${row.lastElementChild.textContent}`).join('\n');
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text + '\n'], { type: 'text/plain' }));
    link.download = `${element.dataset.name}.log`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
