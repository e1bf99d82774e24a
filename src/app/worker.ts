import type { Foundation } from './foundation.ts';
import type { Resources } from './resources.ts';
