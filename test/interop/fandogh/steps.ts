// The conformance run of fandogh.md 4.4 as data: each command, what the server must see, what the user must see.
import { LOGIN_FIRST, NAMES, PROMPT } from './texts.ts';

export type User = 'alice' | 'carol' | 'dave';

export interface ExpectedRequest {
  readonly method: string;
  readonly target: string;
  readonly status: number;
  /** False where the request must not carry a token; true unless said otherwise. */
  readonly token?: boolean;
  /** ACTIVE-NAMESPACE; absent from the request unless named here. */
  readonly namespace?: string;
  /** The body; a request without one unless said otherwise. */
  readonly json?: unknown;
}

export interface Step {
  /** Its number in fandogh.md 4.4; null for a command that only prepares the next one. */
  readonly number: number | null;
  readonly title: string;
  readonly as: User;
  readonly args: readonly string[];
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly revokeTokenFirst?: boolean;
  readonly exit: number;
  /** Each must occur, in this order; `stdout` must be empty where `null`. */
  readonly stdout?: readonly (string | RegExp)[] | null;
  readonly stderr?: readonly (string | RegExp)[];
  readonly requests: readonly ExpectedRequest[];
}

/** None of these may be seen in an answer, on stdout or on stderr. */
export const VALUES = ['p=w=d', 's3cret-value', 'from-the-environment', 'new-password', 'of-ns1', 'of-ns2'];

export const PASSWORDS: Readonly<Record<User, string>> = {
  alice: 'alice has a long password',
  carol: 'carol has a long password',
  dave: 'dave has a long password',
};

const VERSION: ExpectedRequest = {
  method: 'GET',
  target: '/api//api/latest-version',
  status: 200,
  token: false,
};
const LIST: ExpectedRequest = { method: 'GET', target: '/api/secrets', status: 200 };
const NAMESPACES: ExpectedRequest = { method: 'GET', target: '/api/api/users/namespaces', status: 200 };

function login(user: User, password: string, status = 200): ExpectedRequest {
  const json = { username: user, password };
  return { method: 'POST', target: '/api/tokens', status, token: false, json };
}

interface Fields {
  readonly [name: string]: string;
}

function sent(command: 'create' | 'put', name: string, type: string, fields: Fields, status = 200) {
  const json = { name, type, fields };
  return command === 'create'
    ? { method: 'POST', target: '/api/secrets', status, json }
    : { method: 'PUT', target: `/api/secrets/${name}`, status, json };
}

function args(command: 'create' | 'put', name: string, type: string, ...fields: string[]): readonly string[] {
  return ['secret', command, '-n', name, '-t', type, ...fields.flatMap((field) => ['-f', field])];
}

const REG = ['server=reg.example.com:5000', 'username=bob', 'password=p=w=d'];
const REG_FIELDS = { server: 'reg.example.com:5000', username: 'bob', password: 'p=w=d' };

/** In their order; the users of several namespaces come after those of one (fandogh.md 4.4, last paragraph). */
export const STEPS: readonly Step[] = [
  {
    number: 1,
    title: 'secret list before login',
    as: 'alice',
    args: ['secret', 'list'],
    exit: 103,
    stderr: [LOGIN_FIRST],
    requests: [VERSION],
  },
  {
    number: 2,
    title: 'login with a wrong password',
    as: 'alice',
    args: ['login', '--username', 'alice', '--password', 'not her password'],
    exit: 102,
    stderr: ['Errors: ', ' -> message: Username or password is wrong', ' -> errors: '],
    requests: [login('alice', 'not her password', 400)],
  },
  {
    number: 3,
    title: 'login',
    as: 'alice',
    args: ['login', '--username', 'alice', '--password', PASSWORDS.alice],
    exit: 0,
    stdout: ['Logged in successfully', /https?:\/\//],
    requests: [login('alice', PASSWORDS.alice)],
  },
  {
    number: 4,
    title: 'secret list, empty',
    as: 'alice',
    args: ['secret', 'list'],
    exit: 0,
    stdout: ['There is no secret available'],
    requests: [LIST],
  },
  {
    number: 5,
    title: 'secret create my-reg',
    as: 'alice',
    args: args('create', 'my-reg', 'docker-registry', ...REG),
    exit: 0,
    stdout: ['The secret my-reg has been created.'],
    requests: [sent('create', 'my-reg', 'docker-registry', REG_FIELDS)],
  },
  {
    number: 6,
    title: 'secret create my-env',
    as: 'alice',
    args: args('create', 'my-env', 'environment-secret', 'SECRET_KEY=s3cret-value'),
    exit: 0,
    stdout: ['The secret my-env has been created.'],
    requests: [sent('create', 'my-env', 'environment-secret', { SECRET_KEY: 's3cret-value' })],
  },
  {
    number: 7,
    title: 'secret list with two rows',
    as: 'alice',
    args: ['secret', 'list'],
    exit: 0,
    stdout: [
      NAMES,
      /\bmy-reg\b.*\bdocker-registry\b.*\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00:00/,
      /\bmy-env\b.*\benvironment-secret\b.*\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00:00/,
    ],
    requests: [LIST],
  },
  {
    number: 8,
    title: 'secret create my-reg again',
    as: 'alice',
    args: args('create', 'my-reg', 'docker-registry', ...REG),
    exit: 102,
    stdout: null,
    stderr: ['Errors: ', " -> name: ['", ' -> errors: '],
    requests: [sent('create', 'my-reg', 'docker-registry', REG_FIELDS, 400)],
  },
  {
    number: 9,
    title: 'secret create with a bad name',
    as: 'alice',
    args: args('create', 'Bad_Name', 'environment-secret', 'SECRET_KEY=x'),
    exit: 102,
    stdout: null,
    stderr: ['Errors: ', " -> name: ['", ' -> errors: '],
    requests: [sent('create', 'Bad_Name', 'environment-secret', { SECRET_KEY: 'x' }, 400)],
  },
  {
    number: 10,
    title: 'secret create of an unknown type',
    as: 'alice',
    args: args('create', 'x1', 'nope', 'a=b'),
    exit: 102,
    stdout: null,
    stderr: ['Errors: ', " -> type: ['"],
    requests: [sent('create', 'x1', 'nope', { a: 'b' }, 400)],
  },
  {
    number: 11,
    title: 'secret create without required fields',
    as: 'alice',
    args: args('create', 'x2', 'docker-registry', 'server=a'),
    exit: 102,
    stdout: null,
    stderr: ['Errors: ', " -> username: ['", " -> password: ['"],
    requests: [sent('create', 'x2', 'docker-registry', { server: 'a' }, 400)],
  },
  {
    number: 12,
    title: 'secret create with another field',
    as: 'alice',
    args: args('create', 'x3', 'environment-secret', 'OTHER=1'),
    exit: 102,
    stdout: null,
    stderr: ['Errors: ', " -> SECRET_KEY: ['"],
    requests: [sent('create', 'x3', 'environment-secret', { OTHER: '1' }, 400)],
  },
  {
    number: 13,
    title: 'secret create with a value of the environment',
    as: 'alice',
    args: args('create', 'my-env2', 'environment-secret', 'SECRET_KEY'),
    env: { SECRET_KEY: 'from-the-environment' },
    exit: 0,
    stdout: ['The secret my-env2 has been created.'],
    requests: [sent('create', 'my-env2', 'environment-secret', { SECRET_KEY: 'from-the-environment' })],
  },
  {
    number: 14,
    title: 'secret put my-reg',
    as: 'alice',
    args: args(
      'put',
      'my-reg',
      'docker-registry',
      'server=r2.example.com',
      'username=bob',
      'password=new-password',
    ),
    exit: 0,
    stdout: [/my-reg/],
    requests: [
      sent('put', 'my-reg', 'docker-registry', {
        server: 'r2.example.com',
        username: 'bob',
        password: 'new-password',
      }),
    ],
  },
  {
    number: 15,
    title: 'secret put of a missing name',
    as: 'alice',
    args: args('put', 'missing', 'environment-secret', 'SECRET_KEY=x'),
    exit: 102,
    stdout: null,
    stderr: ['There is no such secret in this namespace.'],
    requests: [sent('put', 'missing', 'environment-secret', { SECRET_KEY: 'x' }, 404)],
  },
  {
    number: 16,
    title: 'secret delete, declined',
    as: 'alice',
    args: ['secret', 'delete', '-n', 'my-reg'],
    stdin: 'n\n',
    exit: 0,
    stdout: [PROMPT, /^\s*$/],
    requests: [],
  },
  {
    number: 17,
    title: 'secret delete',
    as: 'alice',
    args: ['secret', 'delete', '-n', 'my-reg'],
    stdin: 'y\n',
    exit: 0,
    stdout: [PROMPT, 'The secret my-reg has been deleted.'],
    requests: [{ method: 'DELETE', target: '/api/secrets/my-reg', status: 200, json: {} }],
  },
  {
    number: 18,
    title: 'secret delete again',
    as: 'alice',
    args: ['secret', 'delete', '-n', 'my-reg'],
    stdin: 'y\n',
    exit: 102,
    stdout: [PROMPT],
    stderr: ['There is no such secret in this namespace.'],
    requests: [{ method: 'DELETE', target: '/api/secrets/my-reg', status: 404, json: {} }],
  },
  {
    number: null,
    title: 'login of a user with two namespaces',
    as: 'carol',
    args: ['login', '--username', 'carol', '--password', PASSWORDS.carol],
    exit: 0,
    stdout: ['Logged in successfully'],
    requests: [VERSION, login('carol', PASSWORDS.carol)],
  },
  {
    number: 19,
    title: 'namespace list with two',
    as: 'carol',
    args: ['namespace', 'list'],
    exit: 0,
    stdout: ['Your namespaces: ', ' * ns1', ' * ns2'],
    requests: [NAMESPACES],
  },
  {
    number: 20,
    title: 'namespace active -n ns1',
    as: 'carol',
    args: ['namespace', 'active', '-n', 'ns1'],
    exit: 0,
    stdout: ['Setting the active namespace to ns1'],
    requests: [NAMESPACES],
  },
  {
    number: null,
    title: 'secret create in ns1',
    as: 'carol',
    args: args('create', 'of-one', 'environment-secret', 'SECRET_KEY=of-ns1'),
    exit: 0,
    stdout: ['The secret of-one has been created.'],
    requests: [
      {
        ...sent('create', 'of-one', 'environment-secret', { SECRET_KEY: 'of-ns1' }),
        namespace: 'ns1',
      },
    ],
  },
  {
    number: null,
    title: 'namespace active -n ns2',
    as: 'carol',
    args: ['namespace', 'active', '-n', 'ns2'],
    exit: 0,
    stdout: ['Setting the active namespace to ns2'],
    requests: [{ ...NAMESPACES, namespace: 'ns1' }],
  },
  {
    number: null,
    title: 'secret create in ns2',
    as: 'carol',
    args: args('create', 'of-two', 'environment-secret', 'SECRET_KEY=of-ns2'),
    exit: 0,
    stdout: ['The secret of-two has been created.'],
    requests: [
      {
        ...sent('create', 'of-two', 'environment-secret', { SECRET_KEY: 'of-ns2' }),
        namespace: 'ns2',
      },
    ],
  },
  {
    number: null,
    title: 'namespace active -n ns1 again',
    as: 'carol',
    args: ['namespace', 'active', '-n', 'ns1'],
    exit: 0,
    stdout: ['Setting the active namespace to ns1'],
    requests: [{ ...NAMESPACES, namespace: 'ns2' }],
  },
  {
    number: 21,
    title: 'secret list shows those of ns1 only',
    as: 'carol',
    args: ['secret', 'list'],
    exit: 0,
    stdout: [NAMES, /^(?![\s\S]*of-two)[\s\S]*\bof-one\b/],
    requests: [{ ...LIST, namespace: 'ns1' }],
  },
  {
    number: 22,
    title: 'namespace active -n nope',
    as: 'carol',
    args: ['namespace', 'active', '-n', 'nope'],
    exit: 0,
    stdout: ['Namespace not found'],
    requests: [{ ...NAMESPACES, namespace: 'ns1' }],
  },
  {
    number: 23,
    title: 'secret list with a revoked token',
    as: 'carol',
    args: ['secret', 'list'],
    revokeTokenFirst: true,
    exit: 103,
    stdout: null,
    stderr: [LOGIN_FIRST],
    requests: [{ ...LIST, status: 401, namespace: 'ns1' }],
  },
  {
    number: null,
    title: 'login of a developer',
    as: 'dave',
    args: ['login', '--username', 'dave', '--password', PASSWORDS.dave],
    exit: 0,
    stdout: ['Logged in successfully'],
    requests: [VERSION, login('dave', PASSWORDS.dave)],
  },
  {
    number: 24,
    title: 'a developer creates',
    as: 'dave',
    args: args('create', 'not-his', 'environment-secret', 'SECRET_KEY=x'),
    exit: 102,
    stdout: null,
    stderr: [/\S/],
    requests: [sent('create', 'not-his', 'environment-secret', { SECRET_KEY: 'x' }, 403)],
  },
];
