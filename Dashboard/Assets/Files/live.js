// Fetches the page again when the server says that what it shows has changed.
import { visit } from './visit.js';

let events = null;
let topic = null;
let isPaused = false;

/** Follows the changes of a topic; undefined or empty: of none. */
export function follow(wanted) {
    showPause();
    if ((wanted || null) === topic)
        return;
    topic = wanted || null;
    listen();
}

// Only while the page is seen: a browser opens six connections to a server, for all of its tabs together.
function listen() {
    events?.close();
    events = null;
    if (!topic || document.hidden)
        return;
    events = new EventSource(`/live/${topic}`);
    events.addEventListener('changed', (event) => {
        if (event.data !== 'hello' && !isPaused && !document.hidden && !isReading())
            visit(location.href, { isUpdate: true });
    });
}

// Text that is being selected must not move away.
const isReading = () => getSelection()?.type === 'Range' || document.querySelector('dialog[open]') !== null;

const showPause = () => {
    for (const button of document.querySelectorAll('[data-pause]')) {
        button.setAttribute('aria-pressed', String(isPaused));
        button.textContent = isPaused ? 'Paused' : 'Pause';
    }
};

export const isLive = () => !isPaused && !document.hidden;

export function togglePause() {
    isPaused = !isPaused;
    showPause();
    if (!isPaused)
        visit(location.href, { isUpdate: true });
}

export function startLive() {
    follow(document.body.dataset.live);
    document.addEventListener('visibilitychange', () => {
        listen();
        if (!document.hidden && topic && !isPaused)
            visit(location.href, { isUpdate: true });
    });
}
