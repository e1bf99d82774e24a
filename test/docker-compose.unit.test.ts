import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { environment, readConfig, roleNames } from '../src/platform/config.ts';

interface Service {
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly healthcheck?: object;
  readonly build?: string;
}

const read = (file: string) => readFileSync(join(import.meta.dirname, '..', file), 'utf8');
const compose: { services: Record<string, Service>; volumes: object } = parse(read('docker-compose.yml'), {
  merge: true,
});
const services = Object.entries(compose.services);
const ours = services.filter(([, service]) => service.build !== undefined);
const theirs = services.filter(([, service]) => service.build === undefined);

/** As `docker compose` fills in `${NAME:?message}`. */
const filled = (env: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, value.replace(/\$\{[^}]+\}/g, 'x'.repeat(32))]),
  );

describe('docker-compose.yml', () => {
  test('runs every role once', () => {
    expect(ours.map(([name]) => name).sort()).toEqual([...roleNames].sort());
    for (const [name, service] of ours) expect(service.environment.ROLES).toBe(name);
  });

  test('sets only variables that the configuration knows, to values that it accepts', () => {
    for (const [, service] of ours) {
      expect(Object.keys(environment.shape)).toEqual(
        expect.arrayContaining(Object.keys(service.environment)),
      );
      const config = readConfig(filled(service.environment));
      expect(config).toMatchObject({ EVENTSTORE_URL: expect.any(String), REDIS_URL: expect.any(String) });
    }
  });

  test('gives every server a health check and keeps its data in a named volume', () => {
    for (const [, service] of theirs) {
      expect(service.healthcheck).toBeDefined();
      for (const volume of service.volumes ?? []) {
        expect(Object.keys(compose.volumes)).toContain(volume.split(':')[0]);
      }
      expect(service.volumes?.length).toBeGreaterThan(0);
    }
  });

  test('the image is built in stages, runs without root and has a health check', () => {
    const image = read('Dockerfile');
    expect(image.match(/^FROM /gm)).toHaveLength(2);
    expect(image).toMatch(/^USER node$/m);
    expect(image).toMatch(/^HEALTHCHECK /m);
  });
});
