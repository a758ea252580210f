// A manifest as YAML whose parts know their line and column. Problems are gathered, so that one run tells all of them.
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, Node } from 'yaml';

import { CommandError, EXIT } from '../failure.ts';
import { hideTemplate } from './helm-template.ts';
import type { HiddenTemplate } from './helm-template.ts';

/** A part of the manifest, with the path that a message calls it by. */
export interface Part {
  readonly node: Node;
  readonly path: string;
}

/** Problems that one message tells. */
const MAX_TOLD = 10;
const TEMPLATE = 'is decided by a Helm template: write it out, or render the manifest first';

export class ManifestText {
  readonly #source: string;
  readonly #text: string;
  readonly #lines = new LineCounter();
  readonly #template: HiddenTemplate;
  readonly #document: Document;
  readonly #problems = new Set<string>();

  /** `source` names the text in messages. Throws for what is not YAML. */
  constructor(text: string, source: string) {
    this.#source = source;
    this.#text = text;
    this.#template = hideTemplate(text);
    this.#document = parseDocument(this.#template.text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      // Both branches of a template's `if` are there.
      uniqueKeys: this.#template.directives.length === 0,
    });
    for (const { message, pos } of this.#document.errors) this.#add(pos[0], message);
    this.finish();
  }

  /** The manifest itself; a problem when it is not a mapping. */
  get root(): Part | null {
    const node = this.#document.contents;
    if (isMap(node)) return { node, path: '' };
    this.#add(0, 'a manifest is a mapping, with metadata and permission');
    return null;
  }

  /** Throws when there are problems. */
  finish(): void {
    if (this.#problems.size === 0) return;
    const told = [...this.#problems].slice(0, MAX_TOLD).join('; ');
    const more = this.#problems.size - MAX_TOLD;
    throw new CommandError(EXIT.refused, `${told}${more > 0 ? `; and ${more} more` : ''}.`);
  }

  problem({ node, path }: Part, message: string): null {
    return this.#add(node.range?.[0] ?? 0, path === '' ? message : `${path} ${message}`);
  }

  line({ node }: Part): number {
    return this.#lines.linePos(node.range?.[0] ?? 0).line;
  }

  /** A member of a mapping; null when it is not there, and with a problem when the part is not a mapping. */
  member(part: Part, name: string): Part | null {
    const { node, path } = part;
    if (!isMap(node)) return this.problem(part, 'must be a mapping');
    const own = path === '' ? name : `${path}.${name}`;
    const pairs = node.items.filter(({ key }) => isScalar(key) && key.value === name);
    const [first, second] = pairs;
    if (second !== undefined) return this.problem({ node: second.key as Node, path: own }, 'is there twice');
    const value = this.#resolve(first?.value);
    return value === null ? null : { node: value, path: own };
  }

  /** As `member`; a problem when it is not there. */
  required(part: Part, name: string): Part | null {
    const before = this.#problems.size;
    const found = this.member(part, name);
    if (found !== null || this.#problems.size > before) return found;
    return this.problem(part, part.path === '' ? `${name} is missing` : `has no ${name}`);
  }

  /** The items of a list; null with a problem when it is none, or when a template has its hand in it. */
  items(part: Part): readonly Part[] | null {
    const { node, path } = part;
    if (this.#isTemplated(part)) return null;
    if (!isSeq(node)) return this.problem(part, 'must be a list');
    return node.items.flatMap((item, index) => {
      const resolved = this.#resolve(item);
      const own = `${path}[${index}]`;
      if (resolved !== null) return [{ node: resolved, path: own }];
      this.problem({ node, path: own }, 'is empty');
      return [];
    });
  }

  /** A scalar as it is written; null with a problem when it is none, or comes from a template. */
  text(part: Part): string | null {
    const { node } = part;
    if (this.#isTemplated(part)) return null;
    if (isScalar(node) && typeof node.value === 'string') return node.value;
    if (isScalar(node) && typeof node.value === 'number') return node.source ?? String(node.value);
    return this.problem(part, 'must be a text');
  }

  #isTemplated(part: Part): boolean {
    const start = part.node.range?.[0] ?? 0;
    const touched = this.#template.touches(start, endOf(part.node));
    if (touched === null) return false;
    this.#add(Math.max(touched, 0), `${part.path} ${TEMPLATE}`);
    return true;
  }

  #resolve(node: unknown): Node | null {
    const found = isAlias(node) ? node.resolve(this.#document) : (node as Node | null | undefined);
    if (isAlias(node) && found === undefined)
      this.#add(node.range?.[0] ?? 0, 'names an anchor that is not there');
    return found === undefined || found === null || (isScalar(found) && found.value === null) ? null : found;
  }

  #add(offset: number, message: string): null {
    const { line, col } = this.#lines.linePos(Math.min(offset, this.#text.length));
    this.#problems.add(`${this.#source}:${line}:${col}: ${message}`);
    return null;
  }
}

/** Where the last scalar of a part ends; what follows a list may be counted to it by YAML. */
function endOf(node: Node): number {
  let end = node.range?.[0] ?? 0;
  visit(node, {
    Scalar(_key, scalar) {
      end = Math.max(end, scalar.range?.[1] ?? 0);
    },
  });
  return end;
}
