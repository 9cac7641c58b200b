/** Words of the response's own screens, one file a screen. */
export const centreWords = {};
