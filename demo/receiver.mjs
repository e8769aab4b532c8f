import { startReceiver } from '../tests/integration/harness/receiver.mjs';
import { readPagerDuty, readSlack } from './messages.mjs';
import { elapsed, show } from './terminal.mjs';

/** Stands for Slack and PagerDuty: shows each message as it arrives, and keeps them with the second they came. */
export async function startMessageBoard({ raw, readable }) {
  const triggered = new Map();
  const messages = [];
  const receiver = await startReceiver({
    onRequest(request) {
      const message = request.path === '/slack' ? readSlack(request) : readPagerDuty(request, triggered);
      messages.push({ ...message, second: elapsed() });
      if (readable) show(message);
      if (raw) console.log(request.body);
    },
  });
  receiver.answer = ({ path }) =>
    path === '/slack' ? { status: 200, body: 'ok' } : { status: 202, body: '{"status":"success"}' };
  return {
    messages,
    slack: receiver.url('/slack'),
    pagerduty: receiver.url('/v2/enqueue'),
    stop: receiver.down,

    /** The first of these, or undefined. */
    find: (app, rule, over) => messages.find((each) => each.app === app && each.rule === rule && each.over === over),

    /** True when Slack was told the end of everything that it was told the beginning of. */
    allOver() {
      const rules = new Set(messages.map((each) => each.rule));
      return [...rules].every((rule) => messages.some((each) => each.app === 'Slack' && each.rule === rule && each.over));
    },
  };
}
