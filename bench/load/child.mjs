// A process of the benchmark's own: a server, or what puts load on it. Each runs on its own processor where the machine can say so.
import { spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

const canPin = availableParallelism() > 1 && spawnSync('taskset', ['-c', '0,1', 'true']).status === 0;

/** Whether the processes of a run are bound to processors: servers to the first, load to the second. */
export const isPinned = canPin;

/**
 * Starts a script and waits for its first message.
 *
 * @param cpu - the processor it is bound to where that is possible
 * @param execArgv - options of Node
 */
export function startChild(script, { args = [], cpu, execArgv = [] } = {}) {
  const command = [process.execPath, ...execArgv, script, ...args];
  if (canPin && cpu !== undefined) command.unshift('taskset', '-c', String(cpu));
  const child = spawn(command[0], command.slice(1), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const waiting = new Map();
  let number = 0;

  function ask(question, settings) {
    number += 1;
    const id = number;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      child.send({ id, question, settings });
    });
  }

  return new Promise((resolve, reject) => {
    const name = [script.split('/').at(-1), ...args].join(' ');
    function fail(error) {
      reject(error);
      for (const { reject: rejectAnswer } of waiting.values()) rejectAnswer(error);
      waiting.clear();
    }
    child.once('error', fail);
    child.once('exit', (code, signal) => fail(new Error(`${name} ended by itself (${signal ?? code})`)));
    child.on('message', ({ id, ready, answer, error }) => {
      if (ready !== undefined) resolve({ ready, ask, stop: () => stop(child) });
      else {
        const { resolve: resolveAnswer, reject: rejectAnswer } = waiting.get(id);
        waiting.delete(id);
        if (error === undefined) resolveAnswer(answer);
        else rejectAnswer(new Error(`${name}: ${error}`));
      }
    });
  });
}

function stop(child) {
  child.removeAllListeners('exit');
  return new Promise((resolve) => {
    child.once('exit', resolve);
    child.disconnect();
  });
}
