// Makes one element like another while keeping what has not changed: scroll, focus, selection, charts.

// Elements marked data-keep belong to scripts once they are on the page.
const isKept = (element) => element.nodeType === Node.ELEMENT_NODE && element.hasAttribute('data-keep');

const keyOf = (node) => node.nodeType === Node.ELEMENT_NODE ? node.id || node.dataset.key || null : null;

const isSameKind = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b);

function morphAttributes(from, to) {
    for (const { name } of [...from.attributes])
        if (!to.hasAttribute(name))
            from.removeAttribute(name);
    for (const { name, value } of to.attributes)
        if (from.getAttribute(name) !== value)
            from.setAttribute(name, value);
}

// What the reader has typed or chosen stays.
function morphControl(from, to) {
    if (from === document.activeElement)
        return;
    if (from.nodeName === 'INPUT' && from.type === 'checkbox')
        from.checked = to.hasAttribute('checked');
    else if (from.nodeName === 'INPUT')
        from.value = to.getAttribute('value') ?? '';
    else if (from.nodeName === 'SELECT')
        from.value = to.value;
}

/** Changes `from` in place until it equals `to`. Calls `onAdded` with each new element that has a data-key. */
export function morph(from, to, onAdded = () => {}) {
    if (from.nodeType !== Node.ELEMENT_NODE) {
        if (from.nodeValue !== to.nodeValue)
            from.nodeValue = to.nodeValue;
        return;
    }
    // A time in the reader's zone differs from the server's text, yet means the same.
    if (from.nodeName === 'TIME' && from.getAttribute('datetime') === to.getAttribute('datetime'))
        return;
    morphAttributes(from, to);
    morphChildren(from, to, onAdded);
    morphControl(from, to);
}

function morphChildren(from, to, onAdded) {
    const keyed = new Map([...from.children].filter(keyOf).map((child) => [keyOf(child), child]));
    let place = from.firstChild;
    for (const wanted of [...to.childNodes]) {
        const key = keyOf(wanted);
        let found = key ? keyed.get(key) : place;
        if (!key)
            while (found && keyOf(found))
                found = found.nextSibling;
        if (found && isSameKind(found, wanted)) {
            if (found === place)
                place = place.nextSibling;
            else
                from.insertBefore(found, place);
            if (!isKept(found))
                morph(found, wanted, onAdded);
            continue;
        }
        from.insertBefore(wanted, place);
        if (wanted.dataset?.key)
            onAdded(wanted);
    }
    while (place) {
        const next = place.nextSibling;
        place.remove();
        place = next;
    }
}
