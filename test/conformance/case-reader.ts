// Takes the members of a case file one by one and collects everything that is wrong with them.
import { checkExpectation } from './compare.ts';
import { checkGenerators } from './generators.ts';
import { isList, isObject, typeOf, type Json, type JsonObject } from './json.ts';

export class CaseReader {
  /** One line for each problem, with its JSON pointer. */
  readonly problems: string[] = [];

  report(pointer: string, problem: string): void {
    this.problems.push(`${pointer === '' ? 'the file' : pointer} ${problem}`);
  }

  /** An object with all of the required members and, beyond them, only optional ones. */
  object(
    value: Json,
    pointer: string,
    required: readonly string[],
    optional: readonly string[],
  ): Readonly<Partial<Record<string, Json>>> {
    const found = this.members(value, pointer);
    for (const member of required) {
      if (found[member] === undefined) this.report(pointer, `has no ${member}`);
    }
    for (const member of Object.keys(found)) {
      if (!required.includes(member) && !optional.includes(member)) {
        this.report(pointer, `has an unknown member "${member}"`);
      }
    }
    return found;
  }

  members(value: Json, pointer: string): JsonObject {
    if (isObject(value)) return value;
    this.report(pointer, `must be an object, not ${typeOf(value)}`);
    return {};
  }

  list(value: Json | undefined, pointer: string): readonly Json[] {
    if (isList(value)) return value;
    if (value !== undefined) this.report(pointer, 'must be a list');
    return [];
  }

  text(value: Json | undefined, pointer: string): string {
    if (typeof value === 'string') return value;
    if (value !== undefined) this.report(pointer, 'must be a text');
    return '';
  }

  whole(value: Json | undefined, pointer: string, least: number): number {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
    if (value !== undefined) this.report(pointer, `must be a whole number from ${least}`);
    return least;
  }

  /** True or absent: a `false` is a slip of the pen. */
  flag(value: Json | undefined, pointer: string): boolean {
    if (value !== undefined && value !== true) this.report(pointer, 'must be true or left out');
    return value === true;
  }

  generators(value: Json, pointer: string): void {
    for (const problem of checkGenerators(value, pointer)) this.report(problem.pointer, problem.message);
  }

  matchers(value: Json, pointer: string): void {
    for (const problem of checkExpectation(value, pointer)) this.report(problem.pointer, problem.message);
  }
}
