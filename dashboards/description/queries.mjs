// What every query has in common: it looks at the chosen agents and targets, and of many agents beside one backend it takes
// the worst, for their sum would count the backend as often as it is watched.

/** The metric, of the chosen agents and targets. */
export const of = (metric, matchers = '') => `${metric}{${['instance=~"$instance"', 'target=~"$target"', matchers].filter(Boolean).join(',')}}`;

/** A metric of the agent itself, which has no target. */
export const own = (metric, matchers = '') => `${metric}{${['instance=~"$instance"', matchers].filter(Boolean).join(',')}}`;

export const rate = (selector) => `rate(${selector}[$__rate_interval])`;

const by = (aggregation) => (labels, expression) => `${aggregation} by (${labels}) (${expression})`;
export const worst = by('max');
export const least = by('min');
export const sum = by('sum');

/** The gauge by target and these labels, as the agent that sees the worst of it has it. */
export const gauge = (metric, labels = '', matchers = '') => worst(withTarget(labels), of(metric, matchers));

/** The counter's rise per second by target and these labels. */
export const pace = (metric, labels = '', matchers = '') => worst(withTarget(labels), rate(of(metric, matchers)));

/** One rise over another: the mean of what is counted in seconds, for example. */
export const ratio = (over, under, labels = '') => `${pace(over, labels)} / (${pace(under, labels)} > 0)`;

/** All in one, and 0 where there is nothing to add up. */
export const total = (expression) => `sum(${expression}) or vector(0)`;

/** The quantile of a histogram by target, as the agent has it that counted most. */
export const quantile = (share, metric) => `histogram_quantile(${share}, ${worst('target, le', rate(of(`${metric}_bucket`)))})`;

export const most = (count, expression) => `topk(${count}, ${expression})`;

const withTarget = (labels) => ['target', labels].filter(Boolean).join(', ');
