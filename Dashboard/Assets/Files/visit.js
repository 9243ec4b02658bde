// Follows links within the dashboard by fetching the page and changing only what differs.
import { morph } from './morph.js';
import { dress } from './dress.js';
import { follow } from './live.js';
import { say } from './messages.js';

let latest = 0;

/** Shows the page at `url`. With `isUpdate` it is the same page again: new rows light up, the history stays. */
export async function visit(url, { isUpdate = false, remember = true } = {}) {
    const turn = ++latest;
    let response;
    try {
        response = await fetch(url, { headers: { 'X-Visit': '1' }, credentials: 'same-origin' });
    } catch {
        if (!isUpdate)
            say('The dashboard does not answer.', 'bad');
        return;
    }
    // The session has ended, or the dashboard was started anew.
    if (new URL(response.url).pathname === '/login') {
        location.href = response.url;
        return;
    }
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    if (turn !== latest)
        return;
    if (!isUpdate && remember)
        history.pushState({}, '', response.url);
    document.title = page.title;
    morph(document.body, page.body, (added) => isUpdate && added.classList.add('fresh'));
    dress();
    follow(document.body.dataset.live);
    if (!isUpdate && remember && !document.querySelector('.split[data-open]'))
        scrollTo(0, 0);
}

const isOurs = (link) => link.origin === location.origin && !link.target && !link.hasAttribute('download');

function addressOf(form) {
    const data = new FormData(form);
    if ('pathChoice' in form.dataset)
        return `${form.getAttribute('action')}/${encodeURIComponent(data.get('name'))}`;
    const query = new URLSearchParams([...data].filter(([, value]) => value !== ''));
    return query.size ? `${form.getAttribute('action')}?${query}` : form.getAttribute('action');
}

export function startVisits() {
    document.addEventListener('click', (event) => {
        const link = event.target.closest('a[href]');
        if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || !isOurs(link))
            return;
        if (link.getAttribute('href').startsWith('#'))
            return;
        event.preventDefault();
        visit(link.href);
    });
    document.addEventListener('submit', (event) => {
        if (event.target.matches('form[data-filters], form[data-path-choice]')) {
            event.preventDefault();
            visit(addressOf(event.target));
        } else if (event.target.dataset.confirm && !confirm(event.target.dataset.confirm)) {
            event.preventDefault();
        }
    });
    let typing;
    document.addEventListener('input', (event) => {
        const form = event.target.closest('form[data-filters], form[data-path-choice]');
        if (!form || !event.target.name)
            return;
        clearTimeout(typing);
        typing = setTimeout(() => visit(addressOf(form)), event.target.type === 'search' ? 250 : 0);
    });
    addEventListener('popstate', () => visit(location.href, { remember: false }));
}
