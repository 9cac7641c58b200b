import { Type } from 'typebox';
import type { House } from '../house.ts';
import { HttpError } from '../http/api-error.ts';
import type { App } from '../http/app.ts';
import { baseOf } from '../http/base.ts';
import { allow, saw } from './gate.ts';

/**
 * EHR launch [SMART App Launch 2.2.0]: the screens start an app for one person. The app gets an opaque id; what it stands
 * for comes with the token, to the same user only.
 */
export function launchRoutes(app: App, house: House): void {
  app.post(
    '/api/launch',
    {
      schema: {
        body: Type.Object(
          {
            patient: Type.String({ maxLength: 64 }),
            intent: Type.Optional(Type.String({ maxLength: 200 })),
            needPatientBanner: Type.Optional(Type.Boolean()),
          },
          { additionalProperties: false },
        ),
      },
    },
    async (request) => {
      const { patient, intent, needPatientBanner } = request.body;
      const asker = await allow(house, request, 'person.read', patient);
      if (!house.people.find(patient)) throw new HttpError(404, 'not-found', `there is no person ${patient}`);
      await saw(house, asker, [patient], 'launch of an app');
      const launch = await house.openid.startLaunch({
        user: asker.id,
        patient,
        ...(intent !== undefined && { intent }),
        ...(needPatientBanner !== undefined && { needPatientBanner }),
      });
      return { launch, iss: `${baseOf(house.config, request)}/fhir/R4` };
    },
  );
}
