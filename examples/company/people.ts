import type { Random } from './random.ts';

interface Person {
  readonly name: string;
  readonly email: string;
}

const firstNames =
  'Amara Anna Björn Carlos Chiara Dana David Elif Emma Farid Grace Hana Hugo Ines Ivan Jonas Jun Kofi Lea Leila Liam Lucía Maja Marco Mei Mira Nadia Noah Nora Olga Omar Paula Pedro Priya Rafael Rosa Sam Sofia Tariq Tom Uma Viktor Wanda Yara Zoe'.split(
    ' ',
  );
const lastNames =
  'Almeida Andersson Bauer Becker Bianchi Chen Costa Dubois Eriksen Fischer Garcia Haddad Hoffmann Ivanova Jansen Kaya Keller Kim Kowalski Lange Lindqvist Mensah Meyer Moreau Müller Nakamura Novak Okafor Olsen Patel Petrov Ricci Rossi Santos Schmidt Silva Singh Sørensen Tanaka Varga Vogel Weber Yilmaz Zimmermann'.split(
    ' ',
  );

/** People with different addresses, at a domain that nobody can own (RFC 2606). */
export function people(random: Random, count: number): Person[] {
  const all = new Map<string, Person>();
  while (all.size < count) {
    const name = `${random.pick(firstNames)} ${random.pick(lastNames)}`;
    const taken = all.has(addressOf(name));
    const email = taken ? addressOf(`${name} ${all.size}`) : addressOf(name);
    all.set(email, { name, email });
  }
  return [...all.values()];
}

function addressOf(name: string): string {
  const plain = name.toLowerCase().replaceAll('ø', 'o').normalize('NFD').replace(/\p{M}/gu, '');
  return `${plain.replaceAll(' ', '.')}@aurora.example`;
}
