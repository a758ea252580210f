export const allowed = process.env['HOME'];
