import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drillOf } from '@munan/flow';
import { endDrill } from './drill.ts';
import { findingOf } from './findings-for-tests.ts';
import { openAlert } from './open.ts';
import { planFor } from './plans.ts';

const now = Date.UTC(2026, 10, 22);
const opened = (subject: string) => {
  const result = openAlert(findingOf({ subject }), planFor('safety', 'high'), now, 'alert-1');
  assert.ok('alert' in result);
  return result.alert;
};

describe('drills', () => {
  it('drillOf() knows the made-up people of a drill, and nobody else', () => {
    assert.equal(drillOf('drill-7f3a-12'), '7f3a');
    for (const subject of ['p1', 'munan', 'drill-7f3a', 'drill--1', 'xdrill-7f3a-1', 'drill-7f3a-1-2', 'drill-7F-1'])
      assert.equal(drillOf(subject), undefined, subject);
  });

  it('openAlert() marks the alert of somebody made up as part of the drill', () => {
    assert.equal(opened('drill-7f3a-1').drill, '7f3a');
    assert.ok(!('drill' in opened('person-1')));
  });

  it('endDrill() closes what is open of a drill, once, and says which action ended', () => {
    const { alert, effects } = endDrill(opened('drill-7f3a-1'), now + 60_000);
    assert.deepEqual(
      [alert.status, alert.outcome, alert.closedBy, alert.closedAt],
      ['closed', { verdict: 'unclear', code: 'drill-over' }, 'plan', now + 60_000],
    );
    assert.ok(effects.some((one) => one.effect === 'record-action' && one.action.state === 'failed'));
    assert.deepEqual(endDrill(alert, now + 61_000), { alert, effects: [] });
  });

  it('endDrill() never ends an alert of a person', () => {
    const alert = opened('person-1');
    assert.deepEqual(endDrill(alert, now), { alert, effects: [] });
    assert.equal(endDrill(alert, now).alert.status, 'open');
  });
});
