// Keeps charts up to date: one large chart, or the wall of all instruments' cards.
import { drawChart, drawSmall } from './chart.js';
import { isLive } from './live.js';
import { visit } from './visit.js';

const every = 2000;

export const startChart = (element) => start(element, element.dataset.chart, (data) => drawChart(element, data));

export const startWall = (element) => start(element, element.dataset.wall, (charts) => {
    const cards = new Map([...element.querySelectorAll('[data-spark]')].map((card) => [card.dataset.spark, card]));
    for (const data of charts)
        if (cards.has(`${data.meter}/${data.name}`))
            drawSmall(cards.get(`${data.meter}/${data.name}`), data);
    // An instrument that has no card yet: the page is asked for it.
    if (charts.length > cards.size)
        visit(location.href, { isUpdate: true });
});

/** Fetches and draws until stopped, while the reader can see it. */
function start(element, url, show) {
    let data = null;
    let isBusy = false;
    const draw = () => data && show(data);

    const refresh = async () => {
        if (isBusy)
            return;
        isBusy = true;
        try {
            const response = await fetch(url);
            data = response.ok ? await response.json() : data;
            draw();
        } catch {
            // The dashboard is away; the next turn tries again.
        } finally {
            isBusy = false;
        }
    };

    refresh();
    const resized = new ResizeObserver(draw);
    resized.observe(element);
    const timer = setInterval(() => isLive() && refresh(), every);
    return { draw, stop: () => { clearInterval(timer); resized.disconnect(); } };
}
