/**
 * One installation serves one city, and everybody who works for it speaks of the city's time: the operator's clock, the
 * sheet read to 119 and the family's page must not differ because somebody's laptop is set to another zone.
 */
export const siteTimeZone = 'Asia/Seoul';
/** Minutes east of UTC; Korea has no daylight saving time. */
export const siteZoneOffsetMinutes = 540;
