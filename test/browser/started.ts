/** Something that runs until it is closed. */
interface Running {
  close(): Promise<unknown>;
}

/** Takes what is being started, to close it later, and hands it on. */
type Keep = <T extends Running>(starting: Promise<T>) => Promise<T>;

/**
 * Closes what each test of a file starts after it: all of it, even if one of several could not be started. A browser that is left behind
 * would keep Jest from ending.
 */
export function closeAfterEach(): Keep {
  return keepUntil(afterEach);
}

/** The same for what all tests of a file, or of a `describe`, share. */
export function closeAfterAll(): Keep {
  return keepUntil(afterAll);
}

function keepUntil(end: (close: () => Promise<void>) => void): Keep {
  const kept: Promise<Running>[] = [];
  end(async () => {
    for (const outcome of await Promise.allSettled(kept.splice(0))) {
      if (outcome.status === 'fulfilled') await outcome.value.close();
    }
  });
  return (starting) => {
    kept.push(starting);
    return starting;
  };
}
