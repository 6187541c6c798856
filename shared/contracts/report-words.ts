export const reportReasons = [
  ...(['spam', 'harassment', 'hate', 'sexual', 'violence', 'child_safety'] as const),
  ...(['dangerous', 'misleading', 'copyright', 'impersonation', 'other'] as const),
] as const;

export type ReportReason = (typeof reportReasons)[number];
