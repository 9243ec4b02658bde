// Starts what the pages need. Without it they still show everything; they just stand still.
import { startKeys } from './keys.js';
import { startVisits } from './visit.js';
import { startLive } from './live.js';
import { startButtons } from './buttons.js';
import { dress } from './dress.js';

startVisits();
startKeys();
startButtons();
startLive();
dress();
setInterval(() => dress(), 10_000);
