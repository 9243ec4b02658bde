// Finishes a page that the server has drawn: times in the reader's zone, charts, the console.
import { startChart, startWall } from './metric.js';
import { startConsole } from './console.js';

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hour12: false });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

function ago(time) {
    const seconds = Math.max(0, Math.round((Date.now() - time) / 1000));
    if (seconds < 60)
        return `${seconds} s ago`;
    if (seconds < 3600)
        return `${Math.floor(seconds / 60)} min ago`;
    return `${Math.floor(seconds / 3600)} h ${Math.floor(seconds / 60) % 60} min ago`;
}

const charts = new Map();

const urlOf = (element) => element.dataset.wall ?? element.dataset.chart;

export function dress() {
    for (const element of document.querySelectorAll('time[datetime]')) {
        const time = new Date(element.getAttribute('datetime'));
        const text = 'ago' in element.dataset ? ago(time) : clock.format(time);
        if (element.textContent !== text)
            element.textContent = text;
        if (!element.title)
            element.title = day.format(time);
    }
    for (const [element, chart] of charts)
        if (!element.isConnected) {
            chart.stop();
            charts.delete(element);
        }
    for (const element of document.querySelectorAll('[data-chart], [data-wall]'))
        if (!charts.has(element) || charts.get(element).url !== urlOf(element)) {
            charts.get(element)?.stop();
            const chart = element.dataset.wall ? startWall(element) : startChart(element);
            charts.set(element, { ...chart, url: urlOf(element) });
        }
    startConsole(document.querySelector('[data-console]'));
}

export const redraw = () => charts.forEach((chart) => chart.draw());
