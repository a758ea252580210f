// The rows of the isolation matrix: for each route one request or more that name what is alice's, and what the
// others are answered. A route of the server without a row, and a row without a route, are failures.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Row {
  /** Method and path as the route table has them. */
  readonly route: string;
  /**
   * `own`: concerns the caller alone. `object`: names something of alice's. `admin`: for administrators.
   */
  readonly kind: 'own' | 'object' | 'admin';
  /** With `${variables}` of tenants.ts. */
  readonly path: string;
  readonly json?: unknown;
  /** Statuses for another tenant, and for one who may only look. */
  readonly foreign: number;
  readonly viewer: number;
}

export const ROWS = read('routes.json') as readonly Row[];
/** Routes that need no token; the list is frozen (SECURITY-DESIGN section 6, row 9). */
export const OPEN_ROUTES = read('open-routes.json') as readonly string[];

/** Other spellings of the Fandogh paths; a row holds for all of them. */
const SPELLINGS = ['/fa/api//api/', '/fa/api/api/', '/fa/api/', '/api//api/', '/api/api/'];

/** The route whose row is meant, and what its path begins with instead of `/api/`. */
export function canonicalRoute(route: string): { readonly route: string; readonly prefix: string | null } {
  const [method = '', url = ''] = route.split(' ');
  const prefix = SPELLINGS.find((spelling) => url.startsWith(spelling)) ?? null;
  if (prefix === null) return { route, prefix };
  return { route: `${method} /api/${url.slice(prefix.length)}`, prefix };
}

/** Answers to CORS preflights hold nothing but headers. */
export function isPreflight(route: string): boolean {
  return /^OPTIONS \/(fa\/)?api\/(?!v2)/.test(route);
}

export function isOpen(route: string): boolean {
  return isPreflight(route) || OPEN_ROUTES.includes(canonicalRoute(route).route);
}

/** A text or JSON with its variables replaced. */
export function fill<T>(template: T, values: Readonly<Record<string, string>>): T {
  const text = JSON.stringify(template) as string | undefined;
  if (text === undefined) return template;
  const filled = text.replace(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`routes.json names ${name}, which alice does not have`);
    return value;
  });
  return JSON.parse(filled) as T;
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8'));
}
