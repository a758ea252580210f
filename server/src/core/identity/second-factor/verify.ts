// Judges the code of a login against the user's second factor. A code works once: of a time step, however it is
// spelled, and so does a recovery code.
import { AppError } from '../../../base/errors.ts';
import { recoveryCodeHash, totpStep } from '../../../crypto/index.ts';
import { checkRow, signNext } from '../../keys/signed-rows.ts';
import type { Ports } from '../../ports/deps.ts';
import type { RowChange } from '../../ports/store.ts';
import type { SecondFactorRow } from '../../ports/tables.ts';

/** What authenticator apps show, after white space of any kind was taken out. */
const TOTP_CODE = /^[0-9]{6}$/;

/** The checked row; undefined for a user who never began to enrol. */
export async function findSecondFactor(ports: Ports, userId: string): Promise<SecondFactorRow | undefined> {
  const row = await ports.store.find('second_factors', { user_id: userId });
  return row === undefined ? undefined : checkRow(ports.keyring, 'second_factors', row);
}

/**
 * The change that uses the code up; none when the user has no second factor. `unauthenticated` with reason
 * `totp-required` when a code is needed and not given, `totp` when it is wrong or was used.
 */
export async function requireSecondFactor(
  ports: Ports,
  userId: string,
  code: string | undefined,
): Promise<readonly RowChange[]> {
  const row = await findSecondFactor(ports, userId);
  if (row === undefined || row.confirmed_at === null) return [];
  if (code === undefined || code === '') {
    throw new AppError('unauthenticated', 'A code of the second factor is needed as well.', {
      details: { reason: 'totp-required' },
    });
  }
  const next = useTotpCode(ports, row, code) ?? useRecoveryCode(ports, row, code);
  if (next === null) {
    throw new AppError('unauthenticated', 'The code of the second factor is wrong or was used already.', {
      details: { reason: 'totp' },
    });
  }
  return [{ op: 'update', table: 'second_factors', row: next }];
}

/** The row after this time-based code; null when it is none that may be used. */
export function useTotpCode(ports: Ports, row: SecondFactorRow, code: string): SecondFactorRow | null {
  const bare = code.normalize('NFKC').replace(/\s+/gu, '');
  if (!TOTP_CODE.test(bare)) return null;
  const secret = ports.keyring.openCredential(row.user_id, row.secret_term, row.sealed_secret);
  const now = ports.clock.now();
  const step = totpStep(secret, bare, now);
  if (step === null || step <= row.last_step) return null;
  return signNext(ports.keyring, 'second_factors', row, { last_step: step, updated_at: now });
}

function useRecoveryCode(ports: Ports, row: SecondFactorRow, code: string): SecondFactorRow | null {
  const hash = recoveryCodeHash(code);
  const left = JSON.parse(row.recovery) as string[];
  if (hash === null || !left.includes(hash)) return null;
  return signNext(ports.keyring, 'second_factors', row, {
    recovery: JSON.stringify(left.filter((one) => one !== hash)),
    updated_at: ports.clock.now(),
  });
}
