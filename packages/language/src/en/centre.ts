export const centre = {};
