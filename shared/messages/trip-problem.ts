/** Of the refusals that a trip to a provider ends with. */
const problems = {
  email_taken: 'ways_in.email_taken',
  identity_taken: 'ways_in.identity_taken',
  account_suspended: 'ways_in.account_suspended',
} as const;

const isProblem = (code: string): code is keyof typeof problems => Object.hasOwn(problems, code);

/** The words for the error code that a trip to a provider came to nothing with. */
export const tripProblem = (code: string) => (isProblem(code) ? problems[code] : 'ways_in.unknown');
