// The other side of load/child.mjs: says that this process is ready, and answers the questions of the one that started it.

/**
 * @param ready - what the starter gets
 * @param answers - a function per question; what it throws becomes the starter's error
 */
export function answerParent(ready, answers) {
  process.on('message', async ({ id, question, settings }) => {
    try {
      process.send({ id, answer: await answers[question](settings) });
    } catch (error) {
      process.send({ id, error: error.stack });
    }
  });
  process.on('disconnect', () => {
    process.exit();
  });
  process.send({ ready });
}
