const sequence = /\u001b\[([0-9;]*)([A-Za-z])/g;

/** A line's text as nodes, with its ANSI colours (SGR) as classes a1, a31 and so on; other sequences go away. */
export function ansi(text) {
    const nodes = [];
    let codes = [];
    let at = 0;
    const add = (part) => {
        if (!part)
            return;
        if (codes.length === 0) {
            nodes.push(part);
            return;
        }
        const span = document.createElement('span');
        span.className = codes.map((code) => `a${code}`).join(' ');
        span.textContent = part;
        nodes.push(span);
    };
    for (const match of text.matchAll(sequence)) {
        add(text.slice(at, match.index));
        at = match.index + match[0].length;
        if (match[2] === 'm')
            codes = next(codes, match[1].split(';').map(Number));
    }
    add(text.slice(at));
    return nodes;
}

function next(codes, changes) {
    for (const change of changes) {
        if (change === 0)
            codes = [];
        else if (change === 22)
            codes = codes.filter((code) => code > 2);
        else if (change === 39)
            codes = codes.filter((code) => code < 30 || (code >= 40 && code < 90));
        else if (change === 49)
            codes = codes.filter((code) => code < 40 || code >= 90);
        else
            codes = [...codes.filter((code) => Math.floor(code / 10) !== Math.floor(change / 10)), change];
    }
    return codes;
}
