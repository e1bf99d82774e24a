import { jest } from '@jest/globals';

// Tests with real servers; every wait inside them has a shorter deadline of its own.
jest.setTimeout(60_000);
