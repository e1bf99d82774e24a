import { describe, expect, test } from '@jest/globals';
import { commonPasswords } from '../../src/identity/common-passwords.ts';
import { namesOwner, newPassword } from '../../src/identity/password-rules.ts';

const accepts = (password: string) => newPassword.safeParse(password).success;

describe('a new password', () => {
  test.each([
    'violet otters',
    'twelve chars',
    'ααββγγδδεεζζ',
    '😀🎉🚀🌍🔥🌈🍀🎈🎵🏔️🦉',
    ' leading and trailing ',
    `${'long '.repeat(25)}end`,
  ])('may be %p: characters of any kind', (password) => {
    expect(accepts(password)).toBe(true);
  });

  test.each([
    ['is empty', ''],
    ['has 11 characters', 'elevenchars'],
    ['has 11 characters, each of two UTF-16 units', '🚀🌍🔥🌈🍀🎈🎵🎉🦉😀🐙'],
    ['has 12 characters only until it is normalised', 'e\u0301levenchar'],
    ['has 129 characters', `x${'ab'.repeat(63)}yz`],
    ['is one character over and over', 'aaaaaaaaaaaaaaaa'],
    ['is a short block over and over', 'abc1abc1abc1abc1'],
    ['is a sequence', 'abcdefghijklm'],
    ['is a sequence backwards', 'zyxwvutsrqponm'],
    ['is common', 'qwertyuiop123'],
    ['is common, in other letters', 'PassWord1234'],
  ])('is refused where it %s', (_, password) => {
    expect(accepts(password)).toBe(false);
  });

  test('is never repeated in the refusal', () => {
    const { error } = newPassword.safeParse('password1234');
    expect(JSON.stringify(error)).not.toContain('password1234');
  });
});

test('the deny list is in the form in which it is asked', () => {
  for (const password of commonPasswords) {
    expect(password).toBe(password.toLowerCase());
    expect(accepts(password)).toBe(false);
  }
});

test('a password is not the address, its local part or the name', () => {
  const owner = ['grace.hopper@example.com', 'Grace Brewster Hopper'] as const;
  expect(namesOwner('Grace.Hopper@example.com', ...owner)).toBe(true);
  expect(namesOwner('grace.hopper', ...owner)).toBe(true);
  expect(namesOwner('GraceBrewsterHopper', ...owner)).toBe(true);
  expect(namesOwner('grace.hopper.and.the.moth', ...owner)).toBe(false);
});
