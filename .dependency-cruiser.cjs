/**
 * The order of the folders (docs/architecture.md): a feature imports only lower ones, and only their front door.
 * A front door is <feature>.ts, <feature>.events.ts or <feature>.module.ts, and what is named below with its reason.
 */
const order = [
  'platform',
  'areas',
  'accounts',
  'residents',
  'stations',
  'routing',
  'tickets',
  'dispatch',
  'reports',
  'channels',
  'demo',
];

const upward = order.slice(0, -1).map((folder, index) => ({
  name: `${folder}-imports-only-lower`,
  comment: `${folder} may import only ${order.slice(0, index).join(', ') || 'libraries'}`,
  severity: 'error',
  from: { path: `^src/${folder}/`, pathNot: '\\.(spec|medium)\\.ts$' },
  to: { path: `^src/(${order.slice(index + 1).join('|')})/` },
}));

// Who acts; what is counted; who leaves; where a request is: what higher features need of lower ones besides the front door.
const extraDoors = [
  'accounts/actor.ts',
  'accounts/access.ts',
  'stations/counts.ts',
  'stations/departures.ts',
  'routing/place.dto.ts',
  'routing/maps/importer.ts',
  'routing/maps/what-if.ts',
  'areas/geo/area-index.ts',
  'tickets/tickets.dto.ts',
];
const doors = order
  .slice(1)
  .flatMap((folder) => [`${folder}/${folder}\\.(ts|events\\.ts|module\\.ts|problems\\.ts)$`])
  .concat(extraDoors.map((door) => `${door.replaceAll('.', '\\.')}$`));

module.exports = {
  forbidden: [
    ...upward,
    {
      name: 'front-doors',
      comment: 'Reach another feature by its front door.',
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: '\\.(spec|medium)\\.ts$|^src/platform/' },
      to: { path: '^src/(?!platform/)[^/]+/', pathNot: ['^src/$1/', ...doors.map((door) => `^src/${door}`)] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'pure-rules',
      comment: 'Lifecycle and policy files are pure: no framework, no store.',
      severity: 'error',
      from: { path: '\\.(lifecycle|policy)\\.ts$' },
      to: { path: ['node_modules', '\\.(store|entity|controller|module|consumer)\\.ts$'] },
    },
    {
      name: 'no-undeclared-package',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'] },
    },
    {
      name: 'no-development-package-in-production',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.(spec|medium)\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
