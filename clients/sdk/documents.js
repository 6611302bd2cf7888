// In: the operations. Out: each as a constant, text with the types of its answer and variables; its first comment becomes its documentation. A plugin of
// graphql-codegen: the one that comes with it would bring a dependency into every program that uses the client.

import { readFileSync } from 'node:fs';
import { print } from 'graphql';

/** @type {import('@graphql-codegen/plugin-helpers').PluginFunction} */
export const plugin = (_schema, files) => ({
  prepend: ["import type { Operation } from './operation.ts';"],
  content: files
    .flatMap(({ document, location }) =>
      document.definitions.map((definition) => {
        const name = definition.name.value;
        const kind = definition.operation[0].toUpperCase() + definition.operation.slice(1);
        const comment = /^# (.*(?:\n# .*)*)/.exec(readFileSync(location, 'utf8'))?.[1].replaceAll('\n# ', ' ');
        const text = print(definition).replace(/[\\`]|\$\{/g, '\\$&');
        return `/** ${comment} */\nexport const ${name} = \`${text}\` as Operation<${name}${kind}, ${name}${kind}Variables>;`;
      }),
    )
    .join('\n\n'),
});
