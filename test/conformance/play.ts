// Plays one case against a running server: every step expects a status, so that no 5xx passes unasked, and
// after the last one secret values must have shown only where the case says so.
import type { Case, Expectation, RequestTemplate, Step } from './case.ts';
import { leaks, masked, secretTexts, type Shown } from './canary.ts';
import { generate } from './generators.ts';
import { judge, jsonOf } from './judge.ts';
import { asText, atPointer, type Json } from './json.ts';
import { pairsUp } from './pairing.ts';
import { send, type Incoming, type Outgoing } from './send.ts';
import { substituteText, type Variables } from './variables.ts';

/** What a case needs of the server that it is played against. */
export interface Stage {
  /** `http://127.0.0.1:PORT`. */
  readonly base: string;
  readonly adminPassword: string | null;
  /** Everything that the server has logged so far. */
  logs(): string;
  /** Moves the server's clock on. */
  advance(milliseconds: number): void;
  /** The server's time, milliseconds since the epoch. */
  now(): number;
}

/** One line for each thing that is wrong; empty when the case holds. Stops after the first step that fails. */
export async function playCase(script: Case, stage: Stage): Promise<readonly string[]> {
  const variables = new Map<string, Json>([['base', stage.base]]);
  if (stage.adminPassword !== null) variables.set('adminPassword', stage.adminPassword);
  const shown: Shown[] = [];
  const failures: string[] = [];
  for (const [index, step] of script.steps.entries()) {
    const name = `step ${index + 1}${step.title === '' ? '' : ` (${step.title})`}`;
    let lines: readonly string[];
    try {
      lines = await playStep(step, stage, variables, (text) =>
        shown.push({ step: name, mayShow: step.mayShow, text }),
      );
    } catch (error) {
      lines = [error instanceof Error ? error.message : String(error)];
    }
    failures.push(...lines.map((line) => `${name}: ${line}`));
    if (lines.length > 0) break;
  }
  const values = secretTexts(script.secretValues, variables);
  return [...failures.map((line) => masked(line, values)), ...leaks(values, shown, stage.logs())];
}

async function playStep(
  step: Step,
  stage: Stage,
  variables: Map<string, Json>,
  show: (text: string) => void,
): Promise<readonly string[]> {
  if (step.advanceSeconds > 0) stage.advance(step.advanceSeconds * 1000);
  const prepare = (index: number): Outgoing => {
    if (step.repeat > 1) variables.set('index', index);
    const context = { variables, now: stage.now() };
    for (const [name, template] of step.bind) variables.set(name, generate(template, context));
    return toOutgoing(step.request, context);
  };
  const receive = async (outgoing: Outgoing): Promise<Incoming> => {
    const answer = await send(stage.base, outgoing);
    show([...answer.headers.values(), answer.body.toString('utf8')].join('\n'));
    return answer;
  };
  if (step.together) {
    const requests = Array.from({ length: step.repeat }, (_, index) => prepare(index));
    return judgeTogether(step.expect, await Promise.all(requests.map(receive)), variables);
  }
  for (let index = 0; index < step.repeat; index += 1) {
    const answer = await receive(prepare(index));
    const lines = step.expect.flatMap((expect) => judge(expect, answer, variables));
    const saved = lines.length > 0 ? lines : save(step, answer, variables);
    if (saved.length > 0) return step.repeat > 1 ? saved.map((line) => `time ${index + 1}: ${line}`) : saved;
  }
  return [];
}

function toOutgoing(
  template: RequestTemplate,
  context: { readonly variables: Variables; readonly now: number },
): Outgoing {
  const headers = template.headers.map(([name, value]) => [name, asText(generate(value, context))] as const);
  const { kind, value } = template.body;
  const hasType = headers.some(([name]) => name.toLowerCase() === 'content-type');
  return {
    method: template.method,
    path: substituteText(template.path, context.variables),
    headers: kind === 'json' && !hasType ? [...headers, ['content-type', 'application/json']] : headers,
    body: kind === 'none' ? null : bodyBytes(kind, generate(value, context)),
  };
}

function bodyBytes(kind: 'json' | 'text' | 'base64', content: Json): Buffer {
  if (kind === 'json') return Buffer.from(JSON.stringify(content));
  return Buffer.from(asText(content), kind === 'base64' ? 'base64' : 'utf8');
}

/** Whether the answers can be dealt out to the expectations so that each gets its count. */
function judgeTogether(
  expect: readonly Expectation[],
  answers: readonly Incoming[],
  variables: Variables,
): readonly string[] {
  const wishes = expect.flatMap((item) => Array.from({ length: item.count }, () => item));
  if (pairsUp(wishes, answers, (wish, answer) => judge(wish, answer, variables).length === 0)) return [];
  const statuses = Object.entries(Object.groupBy(answers, ({ status }) => String(status)));
  const misfit = answers.find((answer) => expect.every((item) => judge(item, answer, variables).length > 0));
  return [
    `the answers do not fit the counts; statuses: ${statuses.map(([status, of]) => `${of?.length ?? 0} times ${status}`).join(', ')}`,
    ...(misfit === undefined
      ? []
      : expect.flatMap((item) => judge(item, misfit, variables).map((line) => `one fits none: ${line}`))),
  ];
}

function save(step: Step, answer: Incoming, variables: Map<string, Json>): readonly string[] {
  return step.save.flatMap(([name, place]) => {
    const header = place.startsWith('header:') ? place.slice('header:'.length).toLowerCase() : null;
    const body = header === null ? jsonOf(answer) : undefined;
    const value =
      header !== null ? answer.headers.get(header) : body === undefined ? undefined : atPointer(body, place);
    if (value === undefined) return [`cannot save ${name}: the answer has no ${place}`];
    variables.set(name, value);
    return [];
  });
}
