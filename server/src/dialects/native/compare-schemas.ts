// The shapes of a comparison of spaces on the wire; rules as in schemas.ts.
import Type from 'typebox';

import { closed, component, Instant, SpacePath } from './schemas.ts';

export const CompareQuery = closed({
  space: Type.Array(SpacePath, {
    minItems: 2,
    maxItems: 8,
    uniqueItems: true,
    description: 'Given once for each space',
  }),
});

const Place = component('ComparedPlace', 'A secret as one of the spaces has it', {
  version: Type.Integer(),
  updatedAt: Instant,
  group: Type.Union([Type.Integer(), Type.Null()], {
    description:
      'Places of a name with the same number have the same content; null where it was not or cannot be compared',
  }),
});

export const Comparison = component('Comparison', 'What spaces have in common, by name; never a value', {
  spaces: Type.Array(
    Type.Object({
      path: Type.String(),
      exists: Type.Boolean({ description: 'False while nothing was ever created there' }),
      secrets: Type.Integer(),
    }),
  ),
  contents: Type.Boolean({ description: 'Whether contents were compared: the caller may read all of them' }),
  items: Type.Array(
    Type.Object({
      name: Type.String(),
      content: Type.Union([Type.Enum(['same', 'different']), Type.Null()], {
        description: 'Of the places that have the name; null where there are not two to compare',
      }),
      places: Type.Array(Type.Union([Place, Type.Null()]), {
        description: 'In the order of `spaces`; null where there is no secret of that name',
      }),
    }),
  ),
});
