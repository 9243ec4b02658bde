// Draws lines as SVG.
import { changesUnit, figure } from './units.js';

const ns = 'http://www.w3.org/2000/svg';
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });

function svg(name, attributes, parent) {
    const element = document.createElementNS(ns, name);
    for (const [key, value] of Object.entries(attributes))
        element.setAttribute(key, value);
    parent?.append(element);
    return element;
}

function html(name, className, parent, text) {
    const element = document.createElement(name);
    element.className = className;
    if (text !== undefined)
        element.textContent = text;
    parent?.append(element);
    return element;
}

/** 1, 2 or 5 times a power of ten (bytes: of two), so that about `count` steps reach `largest`. */
function niceStep(largest, count, unit) {
    const base = unit.startsWith('By') ? 2 : 10;
    const rough = largest / count;
    const power = base ** Math.floor(Math.log(rough) / Math.log(base));
    return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough) ?? rough;
}

const largestOf = (data) => Math.max(0, ...data.lines.flatMap((line) => line.values.filter((value) => value !== null)));

/** Path data; a hole in the figures is a hole in the line, but for those that come less often than the steps. */
function pathOf(values, x, y) {
    let path = '';
    let last = -10;
    values.forEach((value, index) => {
        if (value === null)
            return;
        path += `${index - last > 8 ? 'M' : 'L'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
        last = index;
    });
    return path;
}

function drawLines(parent, data, x, y, bottom) {
    if (data.kind === 'Histogram')
        drawBand(parent, data.lines[0], data.lines.at(-1), x, y);
    data.lines.forEach((line, index) => {
        const color = `var(--c${index % 10})`;
        const path = pathOf(line.values, x, y);
        if (!path)
            return;
        const known = knownOf(line);
        if (data.lines.length === 1)
            svg('path', { class: 'area', fill: color, d: `${path.replace(/(?!^)M/g, 'L')}L${x(known.at(-1))} ${bottom}L${x(known[0])} ${bottom}Z` }, parent);
        svg('path', { class: 'line', stroke: color, d: path }, parent);
    });
}

const knownOf = (line) => line.values.flatMap((value, at) => value === null ? [] : [at]);

/** Between the lowest and the highest percentile. */
function drawBand(parent, low, high, x, y) {
    const known = knownOf(low);
    if (known.length === 0)
        return;
    const side = (line, order) => order.map((at) => `${x(at).toFixed(1)} ${y(line.values[at]).toFixed(1)}`).join('L');
    svg('path', { class: 'area', fill: 'var(--c0)', d: `M${side(low, known)}L${side(high, known.toReversed())}Z` }, parent);
}

const lastOf = (values) => values.findLast((value) => value !== null) ?? null;

/** A card's chart: the present figure and its course. */
export function drawSmall(element, data) {
    const width = element.clientWidth;
    const height = element.clientHeight;
    if (!width)
        return;
    const shown = summed(data);
    const [text, unit] = figure(lastOf(shown.lines.at(-1)?.values ?? []), data.unit);
    element.replaceChildren();
    const now = html('div', 'now', element, text);
    html('small', '', now, data.kind === 'Histogram' ? `${unit} p99` : unit);
    const top = 34;
    const picture = svg('svg', { viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true', style: 'position:absolute;inset:0' }, element);
    const largest = largestOf(shown) || 1;
    const x = (index) => index / (data.times.length - 1) * width;
    const y = (value) => height - 6 - Math.max(0, value) / largest * (height - top - 8);
    drawLines(picture, shown, x, y, height - 4);
}

/** All lines added up: a card has no room to tell them apart. */
function summed(data) {
    if (data.kind === 'Histogram' || data.lines.length < 2)
        return data;
    const values = data.times.map((_, at) => data.lines.reduce((sum, line) => line.values[at] === null ? sum : (sum ?? 0) + line.values[at], null));
    return { ...data, lines: [{ label: 'all', values }] };
}

/** The large chart with axes, legend and figures under the pointer. */
export function drawChart(element, data) {
    const width = element.clientWidth;
    const height = element.clientHeight;
    if (!width)
        return;
    element.replaceChildren();
    const room = { left: 64, right: 12, top: 22, bottom: 54 };
    const bottom = height - room.bottom;
    const step = niceStep(largestOf(data) || 1, 4, data.unit);
    const largest = Math.max(step, Math.ceil((largestOf(data) || 1) / step) * step);
    const x = (index) => room.left + index / (data.times.length - 1) * (width - room.left - room.right);
    const y = (value) => bottom - Math.max(0, value) / largest * (bottom - room.top);
    const picture = svg('svg', { viewBox: `0 0 ${width} ${height - 34}`, role: 'img', 'aria-label': `${data.name} over time`, style: `height:${height - 34}px` }, element);
    drawAxes(picture, data, { x, y, step, largest, width, bottom, room });
    drawLines(picture, data, x, y, bottom);
    drawLegend(element, data);
    followPointer(element, picture, data, { x, width, bottom, room });
}

// Words such as "keyword/s" stand once above the axis; ms and MiB stand at each figure, for they change.
const tick = (value, unit) => changesUnit(unit) ? figure(value, unit).join(' ').trim() : figure(value, unit)[0];

function drawAxes(picture, data, { x, y, step, largest, width, bottom, room }) {
    for (let value = 0; value <= largest * 1.001; value += step) {
        svg('line', { class: 'grid', x1: room.left, x2: width - room.right, y1: y(value), y2: y(value) }, picture);
        svg('text', { class: 'axis', x: room.left - 8, y: y(value) + 4, 'text-anchor': 'end' }, picture).textContent = tick(value, data.unit);
    }
    if (!changesUnit(data.unit))
        svg('text', { class: 'axis', x: room.left + 6, y: room.top - 6 }, picture).textContent = figure(largest, data.unit)[1];
    const labels = width > 700 ? 6 : 3;
    for (let label = 0; label <= labels; label++) {
        const index = Math.round(label / labels * (data.times.length - 1));
        svg('text', { class: 'axis', x: x(index), y: bottom + 18, 'text-anchor': label === 0 ? 'start' : label === labels ? 'end' : 'middle' }, picture)
            .textContent = clock.format(data.times[index]);
    }
}

function drawLegend(element, data) {
    const legend = html('div', 'legend', element);
    data.lines.forEach((line, index) => {
        const entry = html('span', '', legend);
        entry.style.setProperty('--stroke', `var(--c${index % 10})`);
        html('i', '', entry);
        entry.append(line.label);
        html('b', '', entry, figure(lastOf(line.values), data.unit).join(' '));
    });
}

function followPointer(element, picture, data, { x, width, bottom, room }) {
    const cursor = svg('line', { class: 'cursor', y1: room.top, y2: bottom, visibility: 'hidden' }, picture);
    const tip = html('div', 'tip', element);
    tip.hidden = true;
    picture.addEventListener('pointermove', (event) => {
        const share = (event.offsetX - room.left) / (width - room.left - room.right);
        const index = Math.round(Math.min(Math.max(share, 0), 1) * (data.times.length - 1));
        cursor.setAttribute('x1', x(index));
        cursor.setAttribute('x2', x(index));
        cursor.setAttribute('visibility', 'visible');
        tip.hidden = false;
        tip.replaceChildren(html('div', '', null, clock.format(data.times[index])));
        for (const line of data.lines) {
            const row = html('div', '', tip, line.label);
            html('b', '', row, figure(line.values[index], data.unit).join(' '));
        }
        tip.style.left = x(index) < width / 2 ? `${x(index) + 12}px` : 'auto';
        tip.style.right = x(index) < width / 2 ? 'auto' : `${width - x(index) + 12}px`;
    });
    picture.addEventListener('pointerleave', () => {
        tip.hidden = true;
        cursor.setAttribute('visibility', 'hidden');
    });
}
