export const exportsPrefix = (userId: string) => `exports/${userId}/`;
export const exportKey = (userId: string, exportId: string) => `${exportsPrefix(userId)}${exportId}.zip`;
