// Typed documents from the schema. Point `schema` and `documents` at your own copies: GET /schema.graphql gives the schema, and beside ours in
// schema/operations you may write operations of your own.

import type { CodegenConfig } from '@graphql-codegen/cli';

export default {
  schema: '../../schema/chancery.graphql',
  documents: '../../schema/operations/*.graphql',
  ignoreNoDocuments: false,
  generates: {
    './generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        // Documents are sent as they are written: no parser in your program.
        documentMode: 'string',
        useTypeImports: true,
        enumsAsTypes: true,
        importExtension: '.ts',
        // A scalar that is not named here fails the generator, instead of becoming `any`.
        strictScalars: true,
        scalars: { DateTime: 'string', Day: 'string', EDTFDate: 'string', LanguageTag: 'string', URL: 'string' },
      },
    },
  },
} satisfies CodegenConfig;
