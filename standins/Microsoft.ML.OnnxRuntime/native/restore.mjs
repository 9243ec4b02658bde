// Puts one platform's native ONNX Runtime into a cache folder, from the npm package that
// package-lock.json pins. Usage: node restore.mjs <os> <arch> <folder> <file>...
//
// Safe when several builds run at once: each installs into a folder of its own beside the target
// and the first to finish renames it into place.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [os, arch, target, ...files] = process.argv.slice(2);
const complete = () => files.every((file) => existsSync(join(target, file)));
if (complete()) process.exit(0);

const here = dirname(fileURLToPath(import.meta.url));
mkdirSync(dirname(target), { recursive: true });
const work = mkdtempSync(join(dirname(target), 'restoring-'));
try {
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(here, file), join(work, file));

  // npm is a script on Windows, which only a shell starts.
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: work, encoding: 'utf8', shell: process.platform === 'win32' });
  if (npm.error) throw new Error(`npm cannot be started: ${npm.error.message}; install Node.js 18 or newer with npm`);
  if (npm.status !== 0) throw new Error(`npm ci ended with ${npm.status}:\n${npm.stderr}`);

  const built = join(work, 'node_modules', 'onnxruntime-node', 'bin', 'napi-v6', os, arch);
  if (!existsSync(built)) throw new Error(`the npm package has no ONNX Runtime for ${os} ${arch}`);
  const ready = join(work, 'ready');
  mkdirSync(ready);
  for (const file of files) renameSync(join(built, file), join(ready, file));

  try {
    renameSync(ready, target);
  } catch (error) {
    if (!complete()) throw error; // otherwise another build was first, with the same files
  }
} catch (error) {
  console.error(`ONNX Runtime's native library could not be restored: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
