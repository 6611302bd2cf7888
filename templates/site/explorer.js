// Opens GraphiQL on this server.
const { GraphiQL, React, ReactDOM } = globalThis;

const EXAMPLE = `# Everything recorded between Canada and China since 2018.
query Relationship {
  rateLimit { cost remaining limit resetAt }
  relationship(between: ["CAN", "CHN"], since: "2018") {
    totals { all events agreements indicators offices positions }
    events(first: 5) {
      nodes { displayDate title sources { publisher url } }
    }
  }
}
`;

ReactDOM.createRoot(document.getElementById('explorer')).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: '/graphql' }),
    defaultQuery: EXAMPLE,
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
  }),
);
