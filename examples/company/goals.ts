import { band, euros, type MeasureMaker, number, percent, stages, steps, yesOrNo } from './measures.ts';

/** An objective that a team may choose, with the key results it may be measured by. */
interface Goal {
  readonly title: string;
  readonly description: string;
  readonly keyResults: readonly (readonly [title: string, measure: MeasureMaker])[];
}

/** `%` stands for the team or its field. */
export const goals: readonly Goal[] = [
  {
    title: 'Make % easy to start with',
    description: 'New customers see the value in their first week, without a call.',
    keyResults: [
      ['Accounts that finish the setup within a day', percent([28, 45], [60, 75])],
      ['Median time to the first result', number('minutes', [38, 60], [10, 18])],
      ['Guided tour live for all plans', yesOrNo],
      ['Questions about the setup per 100 new accounts', number('tickets', [18, 30], [6, 10])],
      [
        'Rework of the welcome flow',
        steps('Research done', 'Design agreed', 'Pilot running', 'Rollout done'),
      ],
    ],
  },
  {
    title: 'Keep the customers of %',
    description: 'Customers renew because they use the product every week.',
    keyResults: [
      ['Renewal rate', percent([81, 86], [90, 95], 1)],
      ['Weekly active accounts', number('accounts', [900, 1400], [1800, 2600])],
      ['Accounts at risk without an owner', number('accounts', [24, 45], [0, 5])],
      ['Customer satisfaction stays in its range', band('points', '4.2', '5.0')],
      ['Business reviews held with the largest customers', number('reviews', [0, 4], [20, 30])],
    ],
  },
  {
    title: 'Grow revenue with %',
    description: 'More from the customers we have, and new ones in two segments.',
    keyResults: [
      ['New annual recurring revenue', euros([0, 20_000], [240_000, 420_000])],
      ['Win rate of qualified offers', percent([19, 24], [28, 33], 1)],
      ['Length of the sales cycle', number('days', [68, 84], [45, 55])],
      ['Pipeline for the coming quarter', euros([300_000, 450_000], [900_000, 1_200_000])],
      [
        'Partner programme',
        stages('no partner', 'two partners signed', 'five partners signed', 'first deal'),
      ],
    ],
  },
  {
    title: 'Make % fast and dependable',
    description: 'Nobody waits, and nobody is woken up at night.',
    keyResults: [
      ['Response time, 95th percentile', number('ms', [420, 680], [150, 220])],
      ['Availability stays in its range', band('percent', '99.9', '100', 2)],
      ['Incidents with customer impact', number('incidents', [9, 14], [2, 4])],
      ['Time to restore, median', number('minutes', [52, 90], [15, 25])],
      ['Failover tested in every region', yesOrNo],
      [
        'Move to the new cluster',
        steps('Plan agreed', 'Staging moved', 'Traffic mirrored', 'Production moved'),
      ],
    ],
  },
  {
    title: 'Ship % more often, with fewer surprises',
    description: 'Small changes, tested, released on the day they are done.',
    keyResults: [
      ['Lead time from commit to production', number('hours', [46, 80], [8, 20], 1)],
      ['Releases per week', number('releases', [2, 4], [10, 15])],
      ['Changes that had to be rolled back', percent([11, 17], [3, 5], 1)],
      ['Business logic covered by tests', percent([58, 70], [85, 92])],
      ['Release checklist replaced by automation', yesOrNo],
    ],
  },
  {
    title: 'Become known for %',
    description: 'People who look for a solution find us first, and find proof.',
    keyResults: [
      ['Visits from search', number('visits', [11_000, 16_000], [24_000, 32_000])],
      ['Qualified leads a month', number('leads', [140, 210], [320, 420])],
      ['Cost of a qualified lead', euros([190, 240], [95, 130])],
      ['Case studies published', number('case studies', [0, 1], [5, 8])],
      ['Conference talk', stages('not accepted', 'accepted', 'held', 'invited to another')],
    ],
  },
  {
    title: 'Make % a good place to work',
    description: 'People stay, grow, and recommend us to their friends.',
    keyResults: [
      ['Engagement score', number('points', [6.4, 7.1], [7.8, 8.4], 1)],
      ['Open positions filled', number('positions', [0, 1], [6, 12])],
      ['Time to hire', number('days', [54, 71], [32, 40])],
      ['Regretted departures a year', percent([9, 13], [4, 6], 1)],
      ['Career paths written and discussed with everybody', yesOrNo],
      [
        'Leadership programme',
        steps('Topics agreed', 'Coaches found', 'First group done', 'Second group done'),
      ],
    ],
  },
  {
    title: 'Spend less for the same in %',
    description: 'The bill grows slower than the business.',
    keyResults: [
      ['Cost per active account', number('EUR', [3.8, 4.6], [2.2, 2.9], 2)],
      ['Cloud bill a month', euros([84_000, 110_000], [60_000, 72_000])],
      ['Invoices paid without a question', percent([71, 80], [92, 97])],
      ['Books closed within', number('working days', [9, 12], [4, 5])],
      ['Stock cover stays in its range', band('weeks', '3.0', '5.0')],
    ],
  },
  {
    title: 'Learn what customers of % need next',
    description: 'Decisions follow from talks with customers and from figures, not from opinions.',
    keyResults: [
      ['Customer interviews', number('interviews', [0, 3], [24, 40])],
      ['Experiments with a clear result', number('experiments', [0, 1], [6, 10])],
      ['Features that reach their adoption goal', percent([22, 34], [55, 70])],
      ['Research library', steps('Structure agreed', 'Archive moved', 'Team trained')],
      ['Second market', stages('no evidence', 'ten interviews', 'three pilots', 'first contract')],
    ],
  },
  {
    title: 'Earn trust in %',
    description: 'Security and privacy are proven, not promised.',
    keyResults: [
      ['Audit passed without a major finding', yesOrNo],
      ['Critical findings open longer than 7 days', number('findings', [7, 13], [0, 1])],
      ['Services with a restored backup this quarter', percent([30, 50], [95, 100])],
      ['Certification', steps('Scope agreed', 'Gaps closed', 'Internal audit', 'Certificate issued')],
      ['Phishing tests reported by staff', percent([34, 46], [70, 80])],
    ],
  },
];

export const fields: readonly string[] =
  'Billing,Search,Reports,Mobile,Onboarding,Integrations,Notifications,Analytics,Payments,Identity,Platform,Data,Support,Field Service,Hardware,Calibration,Logistics,Procurement,Finance,People,Legal,Brand,Partnerships,Inside Sales,Enterprise,Nordics,Iberia,Central Europe,North America,Japan'.split(
    ',',
  );

export const remarks: readonly string[] = [
  'As planned.',
  'Slower than hoped: two people were away.',
  'The pilot helped more than expected.',
  'Waiting for the supplier, who promised a date for next week.',
  'First effect of the new process is visible.',
  'We stopped one idea, and put the time into the other.',
  'Numbers of last week, the report came late.',
  'Still blocked by the migration; talked to the platform team.',
  'Good week. Two customers said "finally".',
  'No change, on purpose: we finish the research first.',
  'Dropped a little because of the holiday season.',
  'Agreed with finance on how to count, the figure is comparable now.',
  'Risk: one key person leaves at the end of the month.',
  'Ahead of plan, we could aim higher next quarter.',
  'Data were wrong before, this is the corrected figure.',
  'Next step: interviews with five customers.\nAfter that we decide.',
];
