import type { CapabilityStatement } from '@munan/fhir';
import { backportProfiles } from './settings.ts';
import { topics } from './topics.ts';

const operations = 'http://hl7.org/fhir/uv/subscriptions-backport/OperationDefinition/backport-subscription-';

/** Says in the statement what is served of subscriptions [Subscriptions R5 Backport 1.1, Conformance]. */
export function withSubscriptions(statement: CapabilityStatement): CapabilityStatement {
  const rest = statement.rest?.map((each) => ({
    ...each,
    resource: each.resource?.map((resource) =>
      resource.type === 'Subscription'
        ? {
            ...resource,
            supportedProfile: [...(resource.supportedProfile ?? []), backportProfiles.subscription],
            extension: [
              ...(resource.extension ?? []),
              ...topics.map(({ url }) => ({ url: backportProfiles.topicOfServer, valueCanonical: url })),
            ],
            operation: [
              ...(resource.operation ?? []),
              { name: 'status', definition: `${operations}status` },
              { name: 'events', definition: `${operations}events` },
            ],
          }
        : resource,
    ),
  }));
  return { ...statement, ...(rest && { rest }) };
}
