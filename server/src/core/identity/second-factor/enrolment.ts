// A user's second factor from its making to its end: enrolled with the password, in force once a first code has
// proven the device, taken away by its user or by an administrator.
import { AppError } from '../../../base/errors.ts';
import { SecretText } from '../../../base/secret-text.ts';
import { newRecoveryCode, newTotpSecret, recoveryCodeHash, totpAddress } from '../../../crypto/index.ts';
import type { Caller } from '../../caller.ts';
import { signNew, signNext } from '../../keys/signed-rows.ts';
import { operate } from '../../operation.ts';
import type { Ports } from '../../ports/deps.ts';
import { guarded } from '../guessing/guard.ts';
import type { SecondFactor, SecondFactorEnrolment, UserRef } from '../identity.ts';
import { requirePassword, userSubject } from '../password.ts';
import { findUserRow, noUser, ownUser } from '../users.ts';
import { findSecondFactor, requireSecondFactor, useTotpCode } from './verify.ts';

const RECOVERY_CODES = 10;

export async function describeSecondFactor(ports: Ports, caller: Caller): Promise<SecondFactor> {
  return operate(ports, caller, {
    name: 'second-factor.describe',
    requires: { on: 'self' },
    run: async () => {
      const user = await ownUser(ports, caller);
      const row = await findSecondFactor(ports, user.id);
      const enabled = row !== undefined && row.confirmed_at !== null;
      return {
        result: {
          enabled,
          confirmedAt: row?.confirmed_at ?? null,
          recoveryCodesLeft: enabled ? (JSON.parse(row.recovery) as string[]).length : 0,
        },
        objects: [{ kind: 'user', id: user.id, name: user.username }],
      };
    },
  });
}

export async function enrolSecondFactor(
  ports: Ports,
  caller: Caller,
  input: { readonly password: string },
): Promise<SecondFactorEnrolment> {
  return operate(ports, caller, {
    name: 'second-factor.enrol',
    requires: { on: 'self', whole: true },
    run: async () => {
      const user = await ownUser(ports, caller);
      await guarded(ports, caller, userSubject(user), () => requirePassword(user, input.password));
      const before = await findSecondFactor(ports, user.id);
      if (before !== undefined && before.confirmed_at !== null) {
        throw new AppError('conflict', 'There is a second factor already. Take it away first.', {
          details: { object: 'user', field: 'secondFactor' },
        });
      }
      const secret = newTotpSecret();
      const { term, sealed } = ports.keyring.sealCredential(user.id, secret);
      const now = ports.clock.now();
      const content = {
        secret_term: term,
        sealed_secret: sealed,
        confirmed_at: null,
        last_step: 0,
        recovery: '[]',
        created_at: now,
        updated_at: now,
      };
      const row =
        before === undefined
          ? signNew(ports.keyring, 'second_factors', { user_id: user.id, ...content })
          : signNext(ports.keyring, 'second_factors', before, content);
      return {
        result: {
          secret: new SecretText(secret),
          address: new SecretText(totpAddress(secret, user.username)),
        },
        changes: [{ op: before === undefined ? 'insert' : 'update', table: 'second_factors', row }],
        objects: [{ kind: 'user', id: user.id, name: user.username }],
      };
    },
  });
}

export async function confirmSecondFactor(
  ports: Ports,
  caller: Caller,
  input: { readonly code: string },
): Promise<readonly SecretText[]> {
  return operate(ports, caller, {
    name: 'second-factor.confirm',
    requires: { on: 'self', whole: true },
    run: async () => {
      const user = await ownUser(ports, caller);
      const before = await findSecondFactor(ports, user.id);
      if (before === undefined || before.confirmed_at !== null) {
        throw new AppError('conflict', 'There is no second factor that waits to be confirmed.', {
          details: { object: 'user', field: 'secondFactor' },
        });
      }
      const used = await guarded(ports, caller, userSubject(user), async () => {
        const row = useTotpCode(ports, before, input.code);
        if (row !== null) return row;
        throw new AppError('forbidden', 'The code is not the one that the device should show now.', {
          details: { reason: 'totp' },
        });
      });
      const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
      const row = signNext(ports.keyring, 'second_factors', before, {
        last_step: used.last_step,
        confirmed_at: ports.clock.now(),
        recovery: JSON.stringify(codes.map(recoveryCodeHash)),
        updated_at: ports.clock.now(),
      });
      return {
        result: codes.map((code) => new SecretText(code)),
        changes: [{ op: 'update', table: 'second_factors', row }],
        objects: [{ kind: 'user', id: user.id, name: user.username }],
      };
    },
  });
}

/** Needs the password and, where the second factor is in force, a code of it: a found session is not enough. */
export async function disableSecondFactor(
  ports: Ports,
  caller: Caller,
  input: { readonly password: string; readonly totp?: string },
): Promise<void> {
  return operate(ports, caller, {
    name: 'second-factor.disable',
    requires: { on: 'self', whole: true },
    run: async () => {
      const user = await ownUser(ports, caller);
      await guarded(ports, caller, userSubject(user), async () => {
        await requirePassword(user, input.password);
        try {
          await requireSecondFactor(ports, user.id, input.totp);
        } catch (error) {
          throw asForbidden(error);
        }
      });
      return endSecondFactor(ports, user);
    },
  });
}

export async function resetSecondFactor(
  ports: Ports,
  caller: Caller,
  input: { readonly user: UserRef },
): Promise<void> {
  return operate(ports, caller, {
    name: 'second-factor.reset',
    requires: { on: 'installation', action: 'manage-users' },
    run: async () => {
      const user = await findUserRow(ports, input.user);
      if (user === undefined) throw noUser();
      return endSecondFactor(ports, user);
    },
  });
}

async function endSecondFactor(ports: Ports, user: { readonly id: string; readonly username: string }) {
  const row = await findSecondFactor(ports, user.id);
  return {
    result: undefined,
    changes: row === undefined ? [] : [{ op: 'delete' as const, table: 'second_factors' as const, row }],
    objects: [{ kind: 'user' as const, id: user.id, name: user.username }],
  };
}

/** The caller is signed in: what he gets wrong now is no reason to tell him that he is not. */
function asForbidden(error: unknown): unknown {
  if (!(error instanceof AppError) || error.code !== 'unauthenticated') return error;
  return new AppError('forbidden', error.message, { details: error.details });
}
