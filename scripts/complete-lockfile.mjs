// npm run lockfile: after a dependency changed, adds to package-lock.json the optional packages of other
// platforms that npm left out (https://github.com/npm/cli/issues/4828), so that `npm ci` works on every
// platform.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const file = join(import.meta.dirname, '..', 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));

const operatingSystems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const processors = {
  armv7: 'arm',
  'arm-eabi': 'arm',
  gnueabihf: 'arm',
  arm64: 'arm64',
  arm: 'arm',
  x64: 'x64',
  ia32: 'ia32',
  ppc64: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
  loong64: 'loong64',
};

/** Platform packages name their platform: `@scope/name-linux-x64-gnu`. */
function platformOf(name) {
  const words = name.split(/[-/]/);
  const os = operatingSystems.find((each) => words.includes(each));
  const cpu = Object.keys(processors).find((each) => words.includes(each));
  return os && cpu ? { os: [os], cpu: [processors[cpu]] } : null;
}

let added = 0;
for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  if (path === '') continue;
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const platform = platformOf(name);
    const known = `${path}/node_modules/${name}` in lock.packages || `node_modules/${name}` in lock.packages;
    if (known || !platform || !/^\d/.test(version)) continue;
    lock.packages[`node_modules/${name}`] = { version, ...platform, ...(dev ? { dev } : {}), optional: true };
    added++;
  }
}
const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
console.log(`${added} packages of other platforms added`);
