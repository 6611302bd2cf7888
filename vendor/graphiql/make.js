// In: the packages graphiql, react and react-dom, unpacked beside one another in the folder given. Out: explorer.js.gz and explorer.css.gz in this
// folder, with the licences. Run by hand when one of them is to be newer; README.md tells how.

import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { minify } from 'rolldown/experimental';

const [folder] = process.argv.slice(2);
const text = (name) => readFileSync(join(folder, name), 'utf8');
const keep = (name, content) =>
  writeFileSync(join(import.meta.dirname, name), gzipSync(Buffer.from(content), { level: 9 }));

// Published under a name that says it is minified, it is not.
const { code, errors } = await minify('graphiql.js', text('graphiql/graphiql.min.js'));
if (errors.length > 0) throw errors[0];
keep(
  'explorer.js.gz',
  `${text('react/umd/react.production.min.js')}\n${text('react-dom/umd/react-dom.production.min.js')}\n${code}`,
);
keep('explorer.css.gz', text('graphiql/graphiql.min.css'));
copyFileSync(join(folder, 'graphiql/LICENSE'), join(import.meta.dirname, 'LICENSE-graphiql'));
copyFileSync(join(folder, 'react/LICENSE'), join(import.meta.dirname, 'LICENSE-react'));
