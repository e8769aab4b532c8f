import { spawn } from 'node:child_process';
import fs from 'node:fs';

import { atExit } from './leftovers.mjs';

/**
 * Starts a process in a session of its own, so that a Ctrl-C at the terminal reaches us alone and we end it in order.
 * Should we die by kill -9, the kernel sends it `onOrphaned`.
 */
export function startChild(command, args, { onOrphaned = 'KILL', ...options } = {}) {
  const handle = spawn('setpriv', ['--pdeathsig', onOrphaned, '--', command, ...args], { ...options, detached: true });
  const child = { handle, pid: handle.pid, ended: null };
  const forget = atExit(() => endNow(handle.pid, `SIG${onOrphaned}`));
  child.whenEnded = new Promise((resolve) => {
    const end = (result) => {
      child.ended = result;
      forget();
      resolve(result);
    };
    handle.once('error', (error) => end({ code: null, signal: null, error }));
    handle.once('close', (code, signal) => end({ code, signal }));
  });
  return child;
}

/** Asks it to end, and gives it `within` milliseconds before SIGKILL. Gives {code, signal, late}. */
export async function endChild(child, signal = 'SIGTERM', within = 5_000) {
  child.handle.kill(signal);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.handle.kill('SIGKILL');
  }, within);
  const result = await child.whenEnded;
  clearTimeout(timer);
  return { ...result, late };
}

export function isRunning(pid) {
  const status = statusOf(pid);
  return status !== undefined && status.state !== 'Z';
}

/** The processes whose parent is `pid`. */
export function childrenOf(pid) {
  const processes = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return processes.map(Number).filter((each) => statusOf(each)?.parent === pid);
}

/** Sends the signal to each that is still there. */
export function signalAll(pids, signal) {
  for (const pid of pids) {
    if (isRunning(pid)) process.kill(pid, signal);
  }
}

function statusOf(pid) {
  try {
    // "pid (name) state parent …", and the name may hold spaces and parentheses.
    const [state, parent] = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop().split(' ');
    return { state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}

// For the exit handler, where nothing can be awaited. What was stopped is woken, to hear the signal.
function endNow(pid, signal) {
  for (const [attempt, patience] of [[signal, 3_000], ['SIGKILL', 1_000]]) {
    signalAll([pid], attempt);
    signalAll([pid, ...childrenOf(pid)], 'SIGCONT');
    const deadline = performance.now() + patience;
    while (isRunning(pid) && performance.now() < deadline) sleepNow(20);
  }
}

function sleepNow(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
