// What Polyvault promises, and the command that shows each promise again: data for `npm run prove` and PROMISES.md.

export interface Proof {
  /** What is run for the share of CI, in the root of the repository. */
  readonly command: string;
  /** What is run for the whole; the share again without one. */
  readonly full?: string;
  /** A run that has to find the fault which it is given, or a sentence where the proof holds its own. */
  readonly control: string;
}

export interface Claim {
  readonly id: string;
  readonly claim: string;
  readonly proofs: readonly Proof[];
}

const tests = (...files: string[]): string => `node --test ${files.join(' ')}`;

export const PROMISES: readonly Claim[] = [
  {
    id: 'P1',
    claim: 'What was acknowledged is durable: neither kill -9 nor a power cut loses it.',
    proofs: [
      {
        command: 'npm run --silent crash -- --cycles 50',
        full: 'npm run --silent crash -- --cycles 2000',
        control: 'npm run --silent crash -- --cycles 3 --control',
      },
      {
        command: 'npm run --silent power',
        full: 'npm run --silent power -- --images 5000 --starts 50 --first-starts 50 --seconds 8',
        control: 'npm run --silent power -- --images 100 --control',
      },
    ],
  },
  {
    id: 'P2',
    claim:
      'No secret value leaves before its audit event is on disk; without an audit log there are no answers.',
    proofs: [
      {
        command: tests('test/audit/fault.test.ts', 'test/process/full-disk.test.ts'),
        control: 'Each test first shows the same request answered while the log can be written.',
      },
    ],
  },
  {
    id: 'P3',
    claim:
      'A row that was swapped, edited, replayed or rolled back by somebody with write access to the database is found and named.',
    proofs: [
      {
        command: tests('test/integrity/*.test.ts', 'test/audit/anchor.test.ts'),
        control: 'With row MACs off the same edits go through; swapped rows that are put back open again.',
      },
    ],
  },
  {
    id: 'P4',
    claim: 'Anyone can verify the audit log offline, with an export, a public key and an old checkpoint.',
    proofs: [
      {
        command: tests('test/audit/tamper.test.ts'),
        control: 'Good logs raise no alarm in the same run.',
      },
    ],
  },
  {
    id: 'P5',
    claim:
      'One tenant never sees or learns of the secrets of another one, on any route, verb, kind of id or dialect.',
    proofs: [
      {
        command: tests('test/isolation/*.test.ts'),
        control: 'The owner gets each of the same answers, with the marks that are searched for.',
      },
    ],
  },
  {
    id: 'mistakes',
    claim: 'The mistakes that other products made, one row each of the security design, are not made here.',
    proofs: [
      {
        command: tests('test/acceptance/*.test.ts'),
        control: 'Rows 7, 9, 12 and 14 hold a control of their own.',
      },
    ],
  },
  {
    id: 'revocation',
    claim: 'A revoked token reads nothing from the moment at which its revocation was answered.',
    proofs: [{ command: tests('test/access/revocation.test.ts'), control: 'Before, the same token reads.' }],
  },
  {
    id: 'fuzz',
    claim: 'No request makes a 5xx, an error of another shape than its dialect declares, or shows a value.',
    proofs: (['native', 'fandogh', 'appgate', 'olares', 'coder'] as const).map((dialect) => ({
      command: `npm run --silent fuzz -- ${dialect} --requests 2000`,
      full: `npm run --silent fuzz -- ${dialect} --requests 200000`,
      control: `npm run --silent fuzz -- ${dialect} --requests 2000 --control`,
    })),
  },
  {
    id: 'P6',
    claim: 'Each of these claims has a command that runs its proof again.',
    proofs: [
      {
        command: tests('test/prove/*.test.ts', 'test/acceptance/rows.test.ts'),
        control: 'A promise without a figure, or a page that was typed, fails.',
      },
    ],
  },
];
