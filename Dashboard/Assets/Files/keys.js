// The keyboard.
import { visit } from './visit.js';
import { togglePause } from './live.js';
import { switchTheme } from './buttons.js';

const isTyping = (target) => target.matches?.('input:not([type="checkbox"]), select, textarea');

function moveThroughRows(step) {
    const rows = [...document.querySelectorAll('main .row-link')];
    if (rows.length === 0)
        return false;
    const at = rows.indexOf(document.activeElement);
    rows[at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)].focus();
    return true;
}

const actions = {
    '/': () => document.querySelector('[data-search]')?.focus(),
    '?': () => document.getElementById('help').showModal(),
    p: togglePause,
    d: switchTheme,
    escape: () => document.querySelector('[data-close]')?.click(),
};

export function startKeys() {
    document.addEventListener('keydown', (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]'))
            return;
        if (isTyping(event.target)) {
            if (event.key === 'Escape')
                event.target.blur();
            return;
        }
        const key = event.key.toLowerCase();
        const link = document.querySelector(`nav a[data-shortcut="${CSS.escape(event.key.toUpperCase())}"]`);
        if (link)
            visit(link.href);
        else if (actions[key])
            actions[key]();
        else if (!((key === 'arrowdown' && moveThroughRows(1)) || (key === 'arrowup' && moveThroughRows(-1))))
            return;
        event.preventDefault();
    });
}
