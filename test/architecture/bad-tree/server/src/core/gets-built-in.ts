export const hidden = process.getBuiltinModule('node:crypto');
