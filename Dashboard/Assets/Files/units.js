// Figures for people.

const digits = (value) => {
    const size = Math.abs(value);
    return size >= 100 || Number.isInteger(value) ? Math.round(value).toLocaleString('en') : size >= 10 ? value.toFixed(1) : value.toFixed(2);
};

const scaled = (value, steps) => {
    const size = Math.abs(value);
    const [factor, unit] = steps.find(([limit]) => size >= limit) ?? steps.at(-1);
    return [digits(value / factor), unit];
};

const times = [[1, 's'], [1e-3, 'ms'], [1e-6, 'µs']];
const bytes = [[2 ** 30, 'GiB'], [2 ** 20, 'MiB'], [2 ** 10, 'KiB'], [1, 'B']];
const counts = [[1e9, 'G'], [1e6, 'M'], [1e4, 'k']];

/** The figure and its unit, such as ["12.5", "ms"]. Units are UCUM: s, By, {call}, 1. */
export function figure(value, unit) {
    if (value === null || value === undefined)
        return ['–', ''];
    const [base, per = ''] = unit.split('/');
    const suffix = per ? `/${per}` : '';
    if (value === 0)
        return ['0', named(base) + suffix];
    if (base === 's' && !per || base === 'ms')
        return scaled(base === 'ms' ? value / 1000 : value, times);
    if (base === 'By') {
        const [text, name] = scaled(value, bytes);
        return [text, name + suffix];
    }
    if (Math.abs(value) >= 1e4) {
        const [text, name] = scaled(value, counts);
        return [text + name, named(base) + suffix];
    }
    return [Math.abs(value) < 0.01 ? value.toPrecision(1) : digits(value), named(base) + suffix];
}

/** Whether the unit's name depends on the size of the figure. */
export const changesUnit = (unit) => ['s', 'ms'].includes(unit) || unit.startsWith('By');

const named = (unit) => unit === '1' ? '' : unit.replace(/[{}]/g, '');
