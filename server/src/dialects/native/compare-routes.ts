// Spaces side by side: what one has and another lacks, and where contents differ. Only names and versions leave.
import type { Static } from 'typebox';

import type { Core, SpaceComparison } from '../../core/index.ts';
import { callerOf } from './auth.ts';
import { CompareQuery, Comparison } from './compare-schemas.ts';
import { operation } from './openapi.ts';
import type { NativeApp } from './openapi.ts';
import { toWireInstant } from './wire.ts';

export function registerCompareRoutes(app: NativeApp, core: Core): void {
  app.get(
    '/pv/v1/compare',
    {
      schema: {
        ...operation({
          id: 'compareSpaces',
          tag: 'secrets',
          summary: 'Which names are in which of several spaces, without values',
          description:
            'Needs `list` on each space. Whether contents are equal is told to those who may `read` in all of them. Spaces that do not exist count as empty.',
          success: { 200: Comparison },
          errors: [404, 413],
        }),
        querystring: CompareQuery,
      },
    },
    async (request) => {
      const comparison = await core.compareSpaces(callerOf(request), { spaces: request.query.space });
      return toWireComparison(comparison);
    },
  );
}

function toWireComparison({ spaces, contents, items }: SpaceComparison): Static<typeof Comparison> {
  return {
    spaces: spaces.map((space) => ({ ...space })),
    contents,
    items: items.map(({ name, content, places }) => ({
      name,
      content,
      places: places.map(
        (place) =>
          place && { version: place.version, updatedAt: toWireInstant(place.updatedAt), group: place.group },
      ),
    })),
  };
}
