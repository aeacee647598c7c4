import { eachlabsKey, startEachlabs } from '../../simulators/eachlabs.js';
import { describeProvider } from '../describe-provider.js';
for (const dialect of ['vendor', 'docs'] as const)
describeProvider({ id: 'eachlabs', start: (o) => startEachlabs({ ...o, dialect }), key: { EACHLABS_API_KEY: eachlabsKey }, wrongKey: { EACHLABS_API_KEY: 'nobody' }, otherKey: { EACHLABS_API_KEY: 'somebody' }, model: 'wan-2.2-turbo', reconciles: true });
