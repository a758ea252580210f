// Files that the build turns into addresses.
declare module '*.css';
