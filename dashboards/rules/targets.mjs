import { sign, stays } from './alert.mjs';

const MAIN = 'instance="a:9963",target="main",kind="postgres"';

export const targetRules = (rules) => [
  sign(rules.target_down, {
    value: 'lifeguard_target_up == bool 0',
    severity: 'critical',
    fires: { [`lifeguard_target_up{${MAIN}}`]: stays(0) },
    quiet: { [`lifeguard_target_up{${MAIN}}`]: stays(1) },
  }),
];
