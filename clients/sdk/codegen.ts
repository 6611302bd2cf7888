// From the schema and the operations of the documentation to src/generated.ts: types of what they ask and answer, and the operations themselves.

import type { CodegenConfig } from '@graphql-codegen/cli';

export default {
  schema: '../../schema/chancery.graphql',
  documents: '../../schema/operations/*.graphql',
  ignoreNoDocuments: false,
  generates: {
    './src/generated.ts': {
      plugins: ['typescript-operations', './documents.js'],
      config: {
        enumsAsTypes: true,
        immutableTypes: true,
        strictScalars: true,
        scalars: { DateTime: 'string', Day: 'string', EDTFDate: 'string', LanguageTag: 'string', URL: 'string' },
      },
    },
  },
} satisfies CodegenConfig;
