export const hospital = {};
