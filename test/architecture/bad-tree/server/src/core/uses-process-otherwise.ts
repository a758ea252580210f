export const allowed = process.pid;
