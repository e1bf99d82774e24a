import { describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { httpKit } from '../support/http-kit.ts';

const { app } = httpKit();

describe('/docs', () => {
  test('shows the document with what this server has, and lets nothing else in', async () => {
    const page = await request(app).get('/docs');
    expect(page.status).toBe(200);
    expect(page.headers['content-security-policy']).toContain("script-src 'self';");
    const assets = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, asset]) => String(asset));
    expect(assets.length).toBeGreaterThan(2);
    for (const asset of assets) {
      expect(asset).toMatch(/^\/docs\//);
      expect((await request(app).get(asset)).status).toBe(200);
    }
    expect((await request(app).get('/docs/start.js')).text).toContain('/api/openapi.json');
  });

  test.each(['/docs/nothing', '/docs/..%2fpackage.json', '/docs/../package.json'])(
    '%s is 404',
    async (path) => {
      expect((await request(app).get(path)).status).toBe(404);
    },
  );
});
