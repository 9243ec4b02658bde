// What buttons do: commands of resources, masked values, pause, theme, help.
import { say } from './messages.js';
import { togglePause } from './live.js';
import { redraw } from './dress.js';

async function runCommand(button) {
    if (button.dataset.confirm && !confirm(button.dataset.confirm))
        return;
    button.disabled = true;
    const name = button.getAttribute('aria-label');
    const response = await fetch(button.dataset.command, { method: 'POST' }).catch(() => null);
    button.disabled = false;
    if (response?.ok)
        say(`${name}: done`, 'good');
    else
        say(`${name}: ${response ? await response.text() : 'the dashboard does not answer'}`, 'bad');
}

async function reveal(button) {
    const secret = button.closest('[data-secret]');
    const text = secret.querySelector('span');
    if (secret.dataset.shown) {
        text.textContent = '••••••••';
        delete secret.dataset.shown;
        return;
    }
    const response = await fetch(secret.dataset.secret);
    text.textContent = response.ok ? await response.text() : 'gone';
    secret.dataset.shown = '1';
}

export function switchTheme() {
    const root = document.documentElement;
    const isDark = root.dataset.theme ? root.dataset.theme === 'dark' : !matchMedia('(prefers-color-scheme: light)').matches;
    root.dataset.theme = isDark ? 'light' : 'dark';
    document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
    redraw();
}

export function startButtons() {
    document.addEventListener('click', (event) => {
        const button = event.target.closest('button');
        if (!button)
            return;
        if (button.dataset.command)
            runCommand(button);
        else if ('reveal' in button.dataset)
            reveal(button);
        else if ('pause' in button.dataset)
            togglePause();
        else if ('themeSwitch' in button.dataset)
            switchTheme();
        else if ('help' in button.dataset)
            document.getElementById('help').showModal();
    });
}
