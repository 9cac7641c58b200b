import type { OperationOutcome, OperationOutcomeIssue } from '@medplum/fhirtypes';

type IssueType = NonNullable<OperationOutcomeIssue['code']>;

/**
 * Every error of the FHIR door: a stable code, the HTTP status [FHIR R4 http.html] and the issue type that goes with it.
 * The code is part of the interface: it may be added to, never renamed.
 */
export const outcomeCatalogue = {
  'not-found': { status: 404, issue: 'not-found' },
  'not-held': { status: 404, issue: 'not-supported' },
  gone: { status: 410, issue: 'deleted' },
  'version-conflict': { status: 412, issue: 'conflict' },
  'version-unknown': { status: 400, issue: 'value' },
  'already-exists': { status: 409, issue: 'conflict' },
  'several-match': { status: 412, issue: 'multiple-matches' },
  'json-invalid': { status: 400, issue: 'structure' },
  'json-too-deep': { status: 400, issue: 'structure' },
  'too-large': { status: 413, issue: 'too-long' },
  'content-type-unknown': { status: 415, issue: 'not-supported' },
  'format-unknown': { status: 406, issue: 'not-supported' },
  'type-mismatch': { status: 400, issue: 'invalid' },
  'id-invalid': { status: 400, issue: 'value' },
  'id-mismatch': { status: 400, issue: 'value' },
  'resource-invalid': { status: 422, issue: 'invariant' },
  'code-not-in-value-set': { status: 422, issue: 'code-invalid' },
  'period-reversed': { status: 422, issue: 'invariant' },
  'unit-wrong': { status: 422, issue: 'code-invalid' },
  'property-forbidden': { status: 422, issue: 'structure' },
  'reference-wrong': { status: 422, issue: 'value' },
  'referred-to': { status: 409, issue: 'conflict' },
  'provenance-invalid': { status: 400, issue: 'invalid' },
  'patch-invalid': { status: 422, issue: 'processing' },
  'patch-test-failed': { status: 422, issue: 'processing' },
  'bundle-invalid': { status: 400, issue: 'invalid' },
  'parameter-unknown': { status: 400, issue: 'not-supported' },
  'modifier-unknown': { status: 400, issue: 'not-supported' },
  'parameter-value-invalid': { status: 400, issue: 'value' },
  'method-not-allowed': { status: 405, issue: 'not-supported' },
  'login-required': { status: 401, issue: 'login' },
  forbidden: { status: 403, issue: 'forbidden' },
  'reason-required': { status: 400, issue: 'required' },
  'prefer-required': { status: 400, issue: 'required' },
  'too-many-requests': { status: 429, issue: 'throttled' },
  'busy-conflict': { status: 409, issue: 'lock-error' },
  'internal-error': { status: 500, issue: 'exception' },
} as const satisfies Record<string, { status: number; issue: IssueType }>;

export type OutcomeCode = keyof typeof outcomeCatalogue;
export const outcomeSystem = 'urn:munan:outcome';

export interface Issue {
  code: OutcomeCode;
  /** Names what was asked, what was found and what is allowed. */
  diagnostics: string;
  /** FHIRPath of the element, e.g. `Observation.status`. */
  expression?: string;
  severity?: 'error' | 'warning';
}

function operationOutcome(issues: readonly Issue[]): OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: issues.map(({ code, diagnostics, expression, severity = 'error' }) => ({
      severity,
      code: outcomeCatalogue[code].issue,
      details: { coding: [{ system: outcomeSystem, code }] },
      diagnostics,
      ...(expression && { expression: [expression] }),
    })),
  };
}

/** Nothing is wrong: says what was done. */
export function successOutcome(diagnostics: string): OperationOutcome {
  return { resourceType: 'OperationOutcome', issue: [{ severity: 'information', code: 'informational', diagnostics }] };
}

/** An error that the FHIR door answers as it is: its `status` with its `outcome`. */
export class OutcomeError extends Error {
  readonly code: OutcomeCode;
  readonly status: number;
  readonly issues: readonly Issue[];

  constructor(first: Issue, ...others: Issue[]) {
    super(first.diagnostics);
    this.name = 'OutcomeError';
    this.code = first.code;
    this.status = outcomeCatalogue[first.code].status;
    this.issues = [first, ...others];
  }

  get outcome(): OperationOutcome {
    return operationOutcome(this.issues);
  }
}

/** Shorthand for the one-issue case: `throw refuse('gone', …)`. */
export function refuse(code: OutcomeCode, diagnostics: string, expression?: string): OutcomeError {
  return new OutcomeError({ code, diagnostics, ...(expression && { expression }) });
}
