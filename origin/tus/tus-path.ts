export const tusPath = '/api/v1/tus';
