// Who may import whom (docs/architecture.md), as rules for dependency-cruiser. Each rule has a file in
// test/architecture/bad-tree that breaks it, and a test demands that it fires there.

const OURS = '^(server|cli|sdk|web|test|bench|conformance)/';
const TEST_SUPPORT = '^test/support/';

/** A room of the house: files under `path` import, of our own code, only themselves and what `may` lists. */
function room(name, path, may) {
  return {
    name,
    severity: 'error',
    from: { path },
    to: { path: OURS, pathNot: [path, TEST_SUPPORT, ...may] },
  };
}

const BASE = '^server/src/base/';
const CRYPTO_DOOR = '^server/src/crypto/index\\.ts$';
const CORE_DOOR = '^server/src/core/index\\.ts$';
const PORTS = '^server/src/core/ports/';
const HTTP = '^server/src/http/';
const SDK = '^sdk/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    room('base-imports-nothing', BASE, []),
    room('crypto-imports-base', '^server/src/crypto/', [BASE]),
    room('core-imports-base-and-crypto', '^server/src/core/', [BASE, CRYPTO_DOOR]),
    room('stores-import-ports', '^server/src/stores/', [BASE, CRYPTO_DOOR, PORTS]),
    room('seals-import-ports', '^server/src/seals/', [BASE, CRYPTO_DOOR, PORTS]),
    room('sinks-import-ports', '^server/src/sinks/', [BASE, PORTS]),
    room('providers-import-ports', '^server/src/providers/', [BASE, PORTS]),
    room('backup-imports-stores-and-seals', '^server/src/backup/', [
      BASE,
      CRYPTO_DOOR,
      CORE_DOOR,
      PORTS,
      '^server/src/(stores|seals)/',
    ]),
    room('http-imports-core', HTTP, [BASE, CORE_DOOR]),
    room('dialects-import-core-and-http', '^server/src/dialects/', [BASE, CORE_DOOR, HTTP]),
    room('console-imports-http', '^server/src/console/', [HTTP]),
    room('config-imports-base', '^server/src/config/', [BASE, '^server/package\\.json$']),
    room('cli-imports-sdk', '^cli/', [SDK]),
    room('web-imports-sdk', '^web/', [SDK]),
    room('sdk-imports-nothing', SDK, []),
    {
      name: 'dialects-import-no-sibling',
      severity: 'error',
      from: { path: '^server/src/dialects/([^/]+)/' },
      to: { path: '^server/src/dialects/', pathNot: '^server/src/dialects/$1/' },
    },
    {
      name: 'rooms-are-known',
      comment: 'A new room needs a rule of its own here.',
      severity: 'error',
      from: {
        path: '^server/src/',
        pathNot: [
          '^server/src/(base|crypto|core|stores|seals|providers|sinks|backup|http|dialects|console|config)/',
          '^server/src/(app|main|recover|sealed|serve)(\\.test)?\\.ts$',
        ],
      },
      to: {},
    },
    {
      name: 'tests-stay-outside',
      comment: 'What ships imports neither test/ nor a unit test.',
      severity: 'error',
      from: { path: '^(server|cli|sdk|web)/', pathNot: '\\.test\\.ts$' },
      to: { path: ['^(test|bench|conformance)/', '\\.test\\.ts$'] },
    },
    {
      name: 'only-crypto-imports-node-crypto',
      comment: 'And one file of the client, which hashes whole audit logs.',
      severity: 'error',
      from: {
        path: '^(server|cli|sdk|web)/',
        pathNot: '^(server/src/crypto/|sdk/src/audit/hash\\.ts$)',
      },
      to: { path: '^(node:)?crypto$' },
    },
    {
      name: 'only-stores-import-drivers',
      severity: 'error',
      from: { path: '^(server|cli|sdk|web)/', pathNot: '^server/src/stores/' },
      to: {
        path: [
          '^(node:)?sqlite$',
          '(^|/)node_modules/(kysely|pg|pg-[^/]+|postgres|better-sqlite3)/',
          '^(kysely|pg|pg-[^/]+|postgres|better-sqlite3)(/|$)',
        ],
      },
    },
    {
      name: 'packages-are-declared',
      comment: 'What ships runs on dependencies of its own package, not on what the tools bring.',
      severity: 'error',
      from: { path: '^(server|cli|sdk|web)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-cycles',
      comment: 'Imports of types count.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'imports-resolve',
      comment: 'What is not found is not checked by any other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^test/architecture/bad-tree/', '^web/dist/'] },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
};
