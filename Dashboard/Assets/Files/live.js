// Fetches the page again when the server says that what it shows has changed.
import { visit } from './visit.js';

let events = null;
let topic = null;
let isPaused = false;
// The version of the topic that the server has, as far as is known; the page says which one it shows.
let known = null;

/** Follows the changes of a topic; undefined or empty: of none. */
export function follow(wanted) {
    showPause();
    if ((wanted || null) === topic)
        return;
    topic = wanted || null;
    known = null;
    listen();
}

// Only while the page is seen: a browser opens six connections to a server, for all of its tabs together.
function listen() {
    events?.close();
    events = null;
    if (!topic || document.hidden)
        return;
    events = new EventSource(`/live/${topic}`);
    // The first event says what there is now: something may have changed before the stream was open, or while it was broken.
    events.addEventListener('changed', (event) => {
        known = event.data;
        catchUp();
    });
}

function catchUp() {
    if (known !== null && known !== document.body.dataset.version && !isPaused && !document.hidden && !isReading())
        visit(location.href, { isUpdate: true });
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
    // What changed while text was selected.
    document.addEventListener('selectionchange', () => {
        if (Number(known) > Number(document.body.dataset.version))
            catchUp();
    });
    document.addEventListener('visibilitychange', () => {
        listen();
        if (!document.hidden && topic && !isPaused)
            visit(location.href, { isUpdate: true });
    });
}
