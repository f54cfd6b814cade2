import { LocalTestBed, revision, untilReady } from './LocalTestBed';

/**
 * A backend as far as replicas know it, in a process of its own that can be killed: two replicas in the folder that is
 * its first argument, then it says `ready`. When another backend acts, it says `stood down`.
 */
async function run(folder: string): Promise<void> {
  const bed = LocalTestBed.at(folder);
  const driver = await bed.started();
  await driver.apply(revision(), 2);
  await untilReady(driver, revision(), 2);
  process.stdout.write('ready\n');
  const looking = setInterval(() => {
    if (driver.facts().length > 0) return;
    process.stdout.write('stood down\n');
    clearInterval(looking);
  }, 50);
  setInterval(() => undefined, 1_000);
}

run(process.argv[2]).catch(error => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
