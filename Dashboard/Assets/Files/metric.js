// Keeps one chart up to date.
import { drawChart, drawSmall } from './chart.js';
import { isLive } from './live.js';

const every = 2000;

/** Fetches and draws until stopped. Charts out of sight are not fetched. */
export function startChart(element) {
    let data = null;
    let isVisible = false;
    let isBusy = false;
    const draw = () => data && ('small' in element.dataset ? drawSmall : drawChart)(element, data);

    const refresh = async () => {
        if (!isVisible || isBusy)
            return;
        isBusy = true;
        try {
            const response = await fetch(element.dataset.chart);
            data = response.ok ? await response.json() : data;
            draw();
        } catch {
            // The dashboard is away; the next turn tries again.
        } finally {
            isBusy = false;
        }
    };

    const watcher = new IntersectionObserver(([entry]) => {
        isVisible = entry.isIntersecting;
        if (!data)
            refresh();
    });
    watcher.observe(element);
    const resized = new ResizeObserver(draw);
    resized.observe(element);
    const timer = setInterval(() => isLive() && refresh(), every);
    return { draw, stop: () => { clearInterval(timer); watcher.disconnect(); resized.disconnect(); } };
}
