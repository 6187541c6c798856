/** Who wrote what stays only because others answered it: an account without a way in, made when it is first needed. */
export const deletedPerson = {
  id: '00000000-0000-7000-8000-000000000000',
  name: 'Deleted account',
  /** `.invalid` (RFC 2606 §2) and brackets: nobody can sign up under these. */
  email: 'deleted@invalid',
  username: '[deleted]',
} as const;
