// Made of /pv/openapi.json by `npm run sdk:types`; never edited by hand. The components alone: what answers hold.
export interface components {
  schemas: {
    /** @description A new slot */
    readonly AddedSealSlot: {
      /** @description Shown this once; one for each of those who keep them */
      readonly shares: readonly string[];
      readonly slot: components['schemas']['SealSlot'];
    };
    /** @description Events up to size are gone; their checkpoint stays */
    readonly AuditCut: {
      /** @description The signed note */
      readonly checkpoint: string;
      readonly size: number;
    };
    /** @description Who did what with which outcome; never a value */
    readonly AuditEvent: {
      readonly action?: string;
      readonly actor: {
        readonly id?: string;
        /** @enum {unknown} */
        readonly kind: 'user' | 'service' | 'system' | 'anonymous';
        readonly name?: string;
        readonly tokenId?: string;
        readonly tokenKind?: string;
      };
      readonly address: string;
      readonly code?: string;
      readonly decision?: {
        readonly allow: boolean;
        readonly reasons: readonly {
          readonly grantId?: string;
          readonly groupId?: string;
          /** @enum {unknown} */
          readonly kind: 'administrator' | 'home' | 'personal' | 'system' | 'grant';
          readonly pattern?: string;
          readonly role?: string;
        }[];
        readonly refusal?: {
          /** @description The personal space of somebody else */
          readonly closed: boolean;
          /** @description The grants that deny it */
          readonly denies: readonly {
            readonly grantId?: string;
            readonly groupId?: string;
            /** @enum {unknown} */
            readonly kind: 'administrator' | 'home' | 'personal' | 'system' | 'grant';
            readonly pattern?: string;
            readonly role?: string;
          }[];
          /** @description The limits of the token leave it out */
          readonly limited: boolean;
          /** @description What would have allowed it */
          readonly overruled: readonly {
            readonly grantId?: string;
            readonly groupId?: string;
            /** @enum {unknown} */
            readonly kind: 'administrator' | 'home' | 'personal' | 'system' | 'grant';
            readonly pattern?: string;
            readonly role?: string;
          }[];
        };
      };
      readonly dialect: string;
      /** @description Base64 SHA-256 of this event */
      readonly hash: string;
      readonly lane: string;
      readonly object?: {
        readonly count?: number;
        readonly id?: string;
        readonly kind: string;
        readonly name?: string;
        /** @description Where it went, or is where it was reached through its old address */
        readonly to?: {
          readonly name?: string;
          readonly space: string;
        };
        readonly version?: number;
        readonly versionAfter?: number;
        readonly versionBefore?: number;
      };
      readonly operation: string;
      /** @enum {unknown} */
      readonly outcome: 'ok' | 'denied' | 'failed';
      /** @description Base64 SHA-256 of the event before */
      readonly prev: string;
      readonly reason?: string;
      /** @description How many refusals like this one, of the same second, the event stands for */
      readonly repeated?: number;
      readonly requestId: string;
      /** @description Table, key and row version of what was written */
      readonly rows?: readonly string[];
      readonly seq: number;
      readonly space?: {
        /** @description The old path under which it was asked for */
        readonly alias?: string;
        readonly id?: string;
        readonly path: string;
      };
      /** Format: date-time */
      readonly time: string;
      readonly v: number;
    };
    /** @description Events, and the sequence of the newest one of all */
    readonly AuditPage: {
      readonly head: number;
      readonly items: readonly components['schemas']['AuditEvent'][];
    };
    /** @description What the caller may do in a space */
    readonly CanI: {
      readonly items: readonly {
        /** @enum {unknown} */
        readonly action: 'list' | 'read' | 'create' | 'change' | 'delete' | 'grant' | 'destroy' | 'move';
        readonly allow: boolean;
        /** @description Why it is allowed; empty when it is not */
        readonly reasons: readonly {
          readonly grantId?: string;
          readonly groupId?: string;
          /** @enum {unknown} */
          readonly kind: 'administrator' | 'home' | 'personal' | 'system' | 'grant';
          readonly pattern?: string;
          readonly role?: string;
        }[];
      }[];
      readonly space: string;
    };
    /** @description A secret as one of the spaces has it */
    readonly ComparedPlace: {
      /** @description Places of a name with the same number have the same content; null where it was not or cannot be compared */
      readonly group: number | null;
      /** Format: date-time */
      readonly updatedAt: string;
      readonly version: number;
    };
    /** @description What spaces have in common, by name; never a value */
    readonly Comparison: {
      /** @description Whether contents were compared: the caller may read all of them */
      readonly contents: boolean;
      readonly items: readonly {
        /** @description Of the places that have the name; null where there are not two to compare */
        readonly content: ('same' | 'different') | null;
        readonly name: string;
        /** @description In the order of `spaces`; null where there is no secret of that name */
        readonly places: readonly (components['schemas']['ComparedPlace'] | null)[];
      }[];
      readonly spaces: readonly {
        /** @description False while nothing was ever created there */
        readonly exists: boolean;
        readonly path: string;
        readonly secrets: number;
      }[];
    };
    /** @description A space that went to the trash */
    readonly DeletedSpace: {
      /**
       * Format: uuid
       * @description Names it in the trash
       */
      readonly id: string;
    };
    /** @description The versions afterwards, and when it is done */
    readonly Destruction: {
      /**
       * Format: date-time
       * @description When the keys were erased in the live store
       */
      readonly erasedAt: string;
      /** @description When the last backup that may hold them expires; null where one is kept for ever, the same as erasedAt where there is none */
      readonly erasedEverywhereAt: string | null;
      readonly items: readonly components['schemas']['Version'][];
    };
    /** @description A secret on one side */
    readonly DiffSide: {
      readonly fields?: {
        readonly [key: string]: string;
      } | null;
      readonly version: number;
    };
    /** @description Docker's config.json */
    readonly DockerConfig: {
      readonly auths: {
        readonly [key: string]: {
          /** @description Base64 of username:password */
          readonly auth: string;
          readonly email?: string;
          readonly password: string;
          readonly username: string;
        };
      };
    };
    /** @description A shared secret, shown only here; not in force until confirmed */
    readonly Enrolment: {
      /** @description otpauth: address, for a QR code */
      readonly address: string;
      /** @description Base32 */
      readonly secret: string;
    };
    /** @description Every error of this API */
    readonly Error: {
      readonly error: {
        /** @enum {unknown} */
        readonly code:
          | 'invalid-input'
          | 'unauthenticated'
          | 'forbidden'
          | 'not-found'
          | 'method-not-allowed'
          | 'conflict'
          | 'version-mismatch'
          | 'gone'
          | 'quota-exceeded'
          | 'too-large'
          | 'unsupported-media-type'
          | 'rate-limited'
          | 'sealed'
          | 'decrypt-failed'
          | 'integrity-failed'
          | 'unavailable'
          | 'internal';
        readonly details?: {
          readonly allowedMethods?: readonly string[];
          readonly currentVersion?: number;
          readonly field?: string;
          readonly issues?: readonly {
            readonly message: string;
            readonly path: string;
          }[];
          readonly max?: number;
          readonly object?: string;
          readonly reason?: string;
          readonly retryAfterSeconds?: number;
        };
        readonly message: string;
        readonly requestId: string;
      };
    };
    /** @description A role that a principal or a group has on a pattern of spaces */
    readonly Grant: {
      /** Format: date-time */
      readonly createdAt: string;
      /**
       * @description A deny beats any allow
       * @enum {unknown}
       */
      readonly effect: 'allow' | 'deny';
      readonly id: string;
      /** @description A role's name, or actions: and a sorted list */
      readonly role: string;
      /** @description A path, path/* for one level below it, or path/** for it and all below it */
      readonly space: string;
      readonly to: {
        readonly id: string;
        /** @enum {unknown} */
        readonly kind: 'user' | 'service' | 'group';
        readonly name: string;
      };
    };
    /** @description A page of them */
    readonly GrantList: {
      readonly items: readonly components['schemas']['Grant'][];
      /** @description Null on the last page */
      readonly nextCursor: string | null;
    };
    /** @description Users and services that share grants */
    readonly Group: {
      /** Format: date-time */
      readonly createdAt: string;
      readonly description: string;
      readonly id: string;
      readonly name: string;
      /** Format: date-time */
      readonly updatedAt: string;
    };
    /** @description A page of them */
    readonly GroupList: {
      readonly items: readonly components['schemas']['Group'][];
      /** @description Null on the last page */
      readonly nextCursor: string | null;
    };
    /** @description One of a group */
    readonly GroupMember: {
      readonly id: string;
      /** @enum {unknown} */
      readonly kind: 'user' | 'service';
      readonly name: string;
      /** Format: date-time */
      readonly since: string;
    };
    /** @description A page of them */
    readonly GroupMemberList: {
      readonly items: readonly components['schemas']['GroupMember'][];
      /** @description Null on the last page */
      readonly nextCursor: string | null;
    };
    /** @description What the visit of all stored rows found */
    readonly Integrity: {
      readonly completedAt: string | null;
      /** @description At most 1,000 of them */
      readonly findings: readonly {
        /** Format: date-time */
        readonly foundAt: string;
        readonly key: string;
        /**
         * @description mac: changed by hand; sealed: does not open; missing: another row is not there
         * @enum {unknown}
         */
        readonly problem: 'mac' | 'sealed' | 'missing';
        readonly table: string;
      }[];
      /** @description How many rows do not verify */
      readonly found: number;
      readonly startedAt: string | null;
      /** @description Rows of the round that is under way */
      readonly visited: number;
      /** @description Rows of the last whole round */
      readonly visitedBefore: number;
    };
    /** @description A new token; its text is shown only here */
    readonly IssuedToken: {
      /** Format: date-time */
      readonly createdAt: string;
      readonly expiresAt: string | null;
      readonly id: string;
      /** @enum {unknown} */
      readonly kind: 'session' | 'api' | 'access' | 'partial';
      readonly lastUsedAt: string | null;
      readonly limits:
        | readonly {
            readonly actions: readonly (
              'list' | 'read' | 'create' | 'change' | 'delete' | 'grant' | 'destroy' | 'move'
            )[];
            readonly space: string;
          }[]
        | null;
      readonly name: string;
      readonly networks: readonly string[] | null;
      readonly principalId: string;
      readonly scope: readonly string[];
      readonly token: string;
    };
    /** @description The keys of the keyring, never their bytes */
    readonly Keys: {
      readonly keys: readonly {
        readonly active: boolean;
        readonly purpose: string;
        readonly term: number;
      }[];
      readonly rotation: {
        /** @description Rows that do not verify and keep the old key */
        readonly blocked: number;
        readonly purpose: string;
        /** @description Rows that were moved to the new key */
        readonly renewed: number;
        /** @description Rows that there are to look at */
        readonly total: number;
      } | null;
    };
    /** @description The manifest of a Kubernetes Secret, twice */
    readonly KubernetesSecret: {
      readonly manifest: {
        /** @constant */
        readonly apiVersion: 'v1';
        readonly data: {
          readonly [key: string]: string;
        };
        /** @constant */
        readonly kind: 'Secret';
        readonly metadata: {
          readonly name: string;
          readonly namespace?: string;
        };
        /** @enum {unknown} */
        readonly type: 'kubernetes.io/dockerconfigjson' | 'Opaque';
      };
      /** @description The same as YAML text */
      readonly yaml: string;
    };
    /** @description A user, service or address that may not try to sign in for now */
    readonly Lock: {
      readonly id: string;
      /** @enum {unknown} */
      readonly kind: 'user' | 'service' | 'address';
      /** Format: date-time */
      readonly lockedAt: string;
      /** Format: date-time */
      readonly lockedUntil: string;
      readonly name: string;
      readonly times: number;
    };
    /** @description All of them */
    readonly LockList: {
      readonly items: readonly components['schemas']['Lock'][];
    };
    /** @description A session; the token is shown only here */
    readonly Login: {
      readonly expiresAt: string | null;
      readonly token: string;
      readonly user: components['schemas']['User'];
    };
    /** @description All of them */
    readonly MovedSecrets: {
      readonly items: readonly components['schemas']['SecretMetadata'][];
    };
    /** @description A space at its new path */
    readonly MovedSpace: {
      /** @description How many secrets went with it */
      readonly secrets: number;
      readonly space: components['schemas']['Space'];
    };
    /** @description The start of a sign-in through an identity provider */
    readonly OidcFlow: {
      /** @description To be kept, and brought back with the answer; ten minutes */
      readonly flow: string;
      /** @description Where the browser goes */
      readonly url: string;
    };
    /** @description What one principal holds and can see */
    readonly PrincipalAccess: {
      readonly administrator: boolean;
      readonly grants: readonly components['schemas']['Grant'][];
      readonly groups: readonly components['schemas']['Group'][];
      readonly principal: {
        readonly id: string;
        /** @enum {unknown} */
        readonly kind: 'user' | 'service';
        readonly name: string;
      };
      /** @description Shared spaces that exist */
      readonly spaces: {
        readonly items: readonly {
          readonly actions: readonly (
            'list' | 'read' | 'create' | 'change' | 'delete' | 'grant' | 'destroy' | 'move'
          )[];
          readonly path: string;
          readonly reasons: readonly {
            readonly grantId?: string;
            readonly groupId?: string;
            /** @enum {unknown} */
            readonly kind: 'administrator' | 'home' | 'personal' | 'system' | 'grant';
            readonly pattern?: string;
            readonly role?: string;
          }[];
        }[];
        readonly nextCursor: string | null;
      };
    };
    /** @description A principal who can read, and through what */
    readonly Reader: {
      readonly id: string;
      /** @enum {unknown} */
      readonly kind: 'user' | 'service';
      readonly name: string;
      readonly reasons: readonly {
        readonly grantId?: string;
        readonly groupId?: string;
        /** @enum {unknown} */
        readonly kind: 'administrator' | 'home' | 'personal' | 'system' | 'grant';
        readonly pattern?: string;
        readonly role?: string;
      }[];
    };
    /** @description A page of them */
    readonly ReaderList: {
      readonly items: readonly components['schemas']['Reader'][];
      /** @description Null on the last page */
      readonly nextCursor: string | null;
    };
    /** @description Each signs in once in place of a code; shown only here */
    readonly RecoveryCodes: {
      readonly recoveryCodes: readonly string[];
    };
    /** @description A service with its credential */
    readonly RegisteredService: {
      /** @description Kept by the dialect it came from */
      readonly attributes: {
        readonly [key: string]: unknown;
      };
      readonly clientId: string;
      readonly clientSecret: string;
      /** Format: date-time */
      readonly createdAt: string;
      readonly disabled: boolean;
      readonly id: string;
      readonly name: string;
      readonly owner: {
        readonly id: string;
        readonly username: string;
      } | null;
      /** Format: date-time */
      readonly updatedAt: string;
    };
    /** @description A secret that wants attention */
    readonly ReportedSecret: {
      /**
       * Format: date-time
       * @description When its current version was written
       */
      readonly changedAt: string;
      readonly reasons: readonly ('expired' | 'expiring' | 'unchanged')[];
      readonly secret: components['schemas']['SecretMetadata'];
    };
    /** @description The environment of a service, and the login for its image */
    readonly ResolvedManifest: {
      readonly env: readonly {
        readonly name: string;
        /** @description Where the value comes from */
        readonly secret: string | null;
        readonly value: string;
      }[];
      readonly imagePull: {
        readonly dockerConfig: components['schemas']['DockerConfig'];
        readonly secret: string;
      } | null;
      /** @enum {unknown} */
      readonly kind: 'ExternalService' | 'InternalService';
      readonly name: string;
    };
    /** @description What going back does to a secret */
    readonly RestoreStep: {
      /** @description What it was called then */
      readonly name: string;
      readonly nameNow: string;
      readonly steps: readonly ('untrash' | 'trash' | 'content' | 'metadata' | 'lost' | 'elsewhere')[];
      readonly versionNow: number;
      readonly versionThen: number | null;
    };
    /** @description All of them */
    readonly RestoreSteps: {
      readonly items: readonly components['schemas']['RestoreStep'][];
    };
    /** @description A named set of actions */
    readonly Role: {
      readonly actions: readonly (
        'list' | 'read' | 'create' | 'change' | 'delete' | 'grant' | 'destroy' | 'move'
      )[];
      readonly builtIn: boolean;
      readonly name: string;
    };
    /** @description All of them */
    readonly RoleList: {
      readonly items: readonly components['schemas']['Role'][];
    };
    /** @description What a rotation has begun with */
    readonly Rotated: {
      readonly kept: readonly components['schemas']['SealSlot'][];
      readonly removed: readonly components['schemas']['SealSlot'][];
      /** @description The new term; null for the root key */
      readonly term: number | null;
    };
    /** @description One way to the root key */
    readonly SealSlot: {
      /** @description Names the key to people; tells nothing of it */
      readonly fingerprint: string;
      /** Format: uuid */
      readonly id: string;
      /** @enum {unknown} */
      readonly kind: 'key-file' | 'environment' | 'passphrase' | 'key-file-and-passphrase' | 'shares';
      readonly shares: {
        readonly count: number;
        readonly threshold: number;
      } | null;
    };
    /** @description All of them */
    readonly SealSlots: {
      readonly items: readonly components['schemas']['SealSlot'][];
    };
    /** @description Whether anything can be read */
    readonly SealState: {
      readonly sealed: boolean;
    };
    /** @description The caller's second factor; never its secret */
    readonly SecondFactor: {
      readonly confirmedAt: string | null;
      readonly enabled: boolean;
      readonly recoveryCodesLeft: number;
    };
    /** @description A secret with the content of one version, to which `version`, `fieldNames` and `publicFields` belong */
    readonly Secret: {
      /** Format: date-time */
      readonly createdAt: string;
      /** @description How the secret reaches a process */
      readonly delivery: {
        readonly enabled: boolean;
        /** @description Environment variable name, unique in the space; null for none */
        readonly env: string | null;
        /** @description File path that starts with / or ~/, unique in the space; null for none */
        readonly file: string | null;
      };
      readonly description: string;
      readonly expiresAt: string | null;
      /** @description Sorted; a single value is the field `value` */
      readonly fieldNames: readonly string[];
      readonly fields: {
        readonly [key: string]: string;
      };
      /** Format: uuid */
      readonly id: string;
      /** @description generic, docker-registry, credentials, ssh-key, or a word of your own */
      readonly kind: string;
      readonly name: string;
      /** @description Fields that the kind declares public */
      readonly publicFields: {
        readonly [key: string]: string;
      };
      readonly space: string;
      readonly tags: readonly string[];
      /** Format: date-time */
      readonly updatedAt: string;
      /** @description From 1; also the ETag */
      readonly version: number;
    };
    /** @description All of a secret that `list` permission shows */
    readonly SecretMetadata: {
      /** Format: date-time */
      readonly createdAt: string;
      /** @description How the secret reaches a process */
      readonly delivery: {
        readonly enabled: boolean;
        /** @description Environment variable name, unique in the space; null for none */
        readonly env: string | null;
        /** @description File path that starts with / or ~/, unique in the space; null for none */
        readonly file: string | null;
      };
      readonly description: string;
      readonly expiresAt: string | null;
      /** @description Sorted; a single value is the field `value` */
      readonly fieldNames: readonly string[];
      /** Format: uuid */
      readonly id: string;
      /** @description generic, docker-registry, credentials, ssh-key, or a word of your own */
      readonly kind: string;
      readonly name: string;
      /** @description Fields that the kind declares public */
      readonly publicFields: {
        readonly [key: string]: string;
      };
      readonly space: string;
      readonly tags: readonly string[];
      /** Format: date-time */
      readonly updatedAt: string;
      /** @description From 1; also the ETag */
      readonly version: number;
    };
    /** @description Secrets in the order of space and name */
    readonly SecretPage: {
      readonly items: readonly components['schemas']['SecretMetadata'][];
      /** @description Null on the last page */
      readonly nextCursor: string | null;
    };
    /** @description All of them */
    readonly SecretReport: {
      readonly items: readonly components['schemas']['ReportedSecret'][];
    };
    /** @description All of them */
    readonly SecretsAt: {
      readonly items: readonly components['schemas']['SecretMetadata'][];
    };
    /** @description All of them */
    readonly SecretValues: {
      readonly items: readonly components['schemas']['Secret'][];
    };
    /** @description A principal that is a program */
    readonly Service: {
      /** @description Kept by the dialect it came from */
      readonly attributes: {
        readonly [key: string]: unknown;
      };
      readonly clientId: string;
      /** Format: date-time */
      readonly createdAt: string;
      readonly disabled: boolean;
      readonly id: string;
      readonly name: string;
      readonly owner: {
        readonly id: string;
        readonly username: string;
      } | null;
      /** Format: date-time */
      readonly updatedAt: string;
    };
    /** @description All of them */
    readonly ServiceList: {
      readonly items: readonly components['schemas']['Service'][];
    };
    /** @description An access token of a service; shown only here */
    readonly ServiceLogin: {
      readonly expiresAt: string | null;
      readonly token: string;
    };
    /** @description A space, with what the caller may do there and why */
    readonly Space: {
      readonly actions: readonly (
        'list' | 'read' | 'create' | 'change' | 'delete' | 'grant' | 'destroy' | 'move'
      )[];
      /** Format: date-time */
      readonly createdAt: string;
      readonly id: string;
      readonly path: string;
      readonly personal: boolean;
      readonly reasons: readonly {
        readonly grantId?: string;
        readonly groupId?: string;
        /** @enum {unknown} */
        readonly kind: 'administrator' | 'home' | 'personal' | 'system' | 'grant';
        readonly pattern?: string;
        readonly role?: string;
      }[];
    };
    /** @description What differs between two spaces or moments, by name */
    readonly SpaceDiff: {
      /** @description Whether contents were compared; else versions were */
      readonly contents: boolean;
      readonly items: readonly {
        /** @enum {unknown} */
        readonly change: 'added' | 'removed' | 'changed' | 'described';
        readonly from: components['schemas']['DiffSide'] | null;
        readonly name: string;
        readonly to: components['schemas']['DiffSide'] | null;
      }[];
    };
    /** @description All of them */
    readonly SpaceList: {
      readonly items: readonly components['schemas']['Space'][];
    };
    /** @description A token; never its text */
    readonly Token: {
      /** Format: date-time */
      readonly createdAt: string;
      readonly expiresAt: string | null;
      readonly id: string;
      /** @enum {unknown} */
      readonly kind: 'session' | 'api' | 'access' | 'partial';
      readonly lastUsedAt: string | null;
      readonly limits:
        | readonly {
            readonly actions: readonly (
              'list' | 'read' | 'create' | 'change' | 'delete' | 'grant' | 'destroy' | 'move'
            )[];
            readonly space: string;
          }[]
        | null;
      readonly name: string;
      readonly networks: readonly string[] | null;
      readonly principalId: string;
      readonly scope: readonly string[];
    };
    /** @description All of them */
    readonly TokenList: {
      readonly items: readonly components['schemas']['Token'][];
    };
    /** @description What is in the trash, the longest there first */
    readonly Trash: {
      /** @description Null on the last page */
      readonly nextCursor: string | null;
      readonly secrets: readonly components['schemas']['TrashedSecret'][];
      /** @description Spaces that were at the path or below it; on the first page only */
      readonly spaces: readonly components['schemas']['TrashedSpace'][];
    };
    /** @description A secret in the trash */
    readonly TrashedSecret: {
      /** Format: date-time */
      readonly deletedAt: string;
      /** @description Names it in the trash, where several may have had one name */
      readonly id: string;
      /** @description When it is purged by itself; null where the trash is kept for ever */
      readonly purgeAt: string | null;
      readonly secret: components['schemas']['SecretMetadata'];
    };
    /** @description A space in the trash, with its secrets and their history */
    readonly TrashedSpace: {
      /** Format: date-time */
      readonly deletedAt: string;
      /** @description Name of the principal who deleted it */
      readonly deletedBy: string;
      /** Format: uuid */
      readonly id: string;
      /** @description The path that it had */
      readonly path: string;
      /** @description When it is purged by itself; null where the trash is kept for ever */
      readonly purgeAt: string | null;
    };
    /** @description A user; no credential is among it */
    readonly User: {
      readonly admin: boolean;
      /** Format: date-time */
      readonly createdAt: string;
      readonly disabled: boolean;
      readonly email: string | null;
      readonly id: string;
      readonly mustChangePassword: boolean;
      /** Format: date-time */
      readonly updatedAt: string;
      readonly username: string;
    };
    /** @description All of them */
    readonly UserList: {
      readonly items: readonly components['schemas']['User'][];
    };
    /** @description One content of a secret; never its values */
    readonly Version: {
      /** Format: date-time */
      readonly createdAt: string;
      /** @description Name of the principal who wrote it */
      readonly createdBy: string;
      readonly destroyedAt: string | null;
      readonly fieldNames: readonly string[];
      readonly version: number;
    };
    /** @description All of them */
    readonly VersionList: {
      readonly items: readonly components['schemas']['Version'][];
    };
    /** @description Why a request was answered as it was */
    readonly Why: {
      /** @description The missing one of a denial */
      readonly action: string | null;
      readonly allow: boolean | null;
      readonly code: string | null;
      /** @description For administrators: all that the decision saw */
      readonly evaluation: {
        readonly actor: {
          readonly id?: string;
          /** @enum {unknown} */
          readonly kind: 'user' | 'service' | 'system' | 'anonymous';
          readonly name?: string;
          readonly tokenId?: string;
          readonly tokenKind?: string;
        };
        readonly reason: string | null;
        readonly reasons: readonly {
          readonly grantId?: string;
          readonly groupId?: string;
          /** @enum {unknown} */
          readonly kind: 'administrator' | 'home' | 'personal' | 'system' | 'grant';
          readonly pattern?: string;
          readonly role?: string;
        }[];
        readonly refusal: {
          /** @description The personal space of somebody else */
          readonly closed: boolean;
          /** @description The grants that deny it */
          readonly denies: readonly {
            readonly grantId?: string;
            readonly groupId?: string;
            /** @enum {unknown} */
            readonly kind: 'administrator' | 'home' | 'personal' | 'system' | 'grant';
            readonly pattern?: string;
            readonly role?: string;
          }[];
          /** @description The limits of the token leave it out */
          readonly limited: boolean;
          /** @description What would have allowed it */
          readonly overruled: readonly {
            readonly grantId?: string;
            readonly groupId?: string;
            /** @enum {unknown} */
            readonly kind: 'administrator' | 'home' | 'personal' | 'system' | 'grant';
            readonly pattern?: string;
            readonly role?: string;
          }[];
        } | null;
      } | null;
      readonly operation: string;
      /** @enum {unknown} */
      readonly outcome: 'ok' | 'denied' | 'failed';
      readonly requestId: string;
      /** @description As the request named it, or a pattern */
      readonly space: string | null;
      /** Format: date-time */
      readonly time: string;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
