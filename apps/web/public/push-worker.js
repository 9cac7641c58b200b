/**
 * Notices, in the service worker (vite.config.ts has it imported there). What arrives is `PushPayload` of
 * packages/runtime/src/notifier/web-push.ts, encrypted for this browser.
 */
const answerPrefix = 'key-';

/** A notice must be shown whatever came: a browser takes the permission away from who shows none. */
function read(data) {
  let told = null;
  try {
    told = data?.json();
  } catch {
    // no JSON
  }
  const text = (value, otherwise) => (typeof value === 'string' ? value : otherwise);
  const { id, title, body, link, language, urgent, keys, receipt } =
    typeof told === 'object' && told !== null ? told : {};
  return {
    id: text(id, ''),
    title: text(title, '') || '문안',
    body: text(body, ''),
    // A path of our own and nothing else.
    link: /^\/(?![/\\])/.test(text(link, '')) ? link : '/',
    language: language === 'en' ? 'en' : 'ko',
    urgent: urgent === true,
    keys: (Array.isArray(keys) ? keys : []).filter(
      (each) => typeof each?.key === 'string' && typeof each.label === 'string',
    ),
    receipt: text(receipt, ''),
  };
}

async function post(path, body) {
  try {
    const headers = { 'content-type': 'application/json' };
    const { ok } = await fetch(path, {
      method: 'POST',
      credentials: 'same-origin',
      headers,
      body: JSON.stringify(body),
    });
    return ok;
  } catch {
    return false;
  }
}

async function show({ id, title, body, link, language, urgent, keys, receipt }) {
  await self.registration.showNotification(title, {
    body,
    lang: language,
    icon: '/icon-192.png',
    badge: '/icon-192.png',
    // The same message again takes the place of the one that is shown.
    ...(id !== '' && { tag: id }),
    requireInteraction: urgent,
    data: { id, link },
    actions: keys.slice(0, 2).map(({ key, label }) => ({ action: answerPrefix + key, title: label })),
  });
  if (id !== '' && receipt !== '') await post('/hooks/push', { id, receipt });
}

async function open(link) {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  // A page that is elsewhere stays there: something may be typed on it.
  const there = pages.find(({ url }) => new URL(url).pathname === new URL(link, self.location.origin).pathname);
  if (there) await there.focus();
  else await self.clients.openWindow(link);
}

async function pressed({ action, notification }) {
  notification.close();
  const { id = '', link = '/' } = notification.data ?? {};
  const answered =
    action.startsWith(answerPrefix) &&
    (await post(`/api/messages/${encodeURIComponent(id)}/answer`, { key: action.slice(answerPrefix.length) }));
  // No answer was taken (nobody is signed in any more, no network): the page asks again.
  if (!answered) await open(link);
}

/** The push service gave the browser another address. */
async function moved({ oldSubscription, newSubscription }) {
  const options = oldSubscription?.options;
  const subscription = newSubscription ?? (options && (await self.registration.pushManager.subscribe(options)));
  if (subscription) await post('/api/push', subscription.toJSON());
}

self.addEventListener('push', (event) => event.waitUntil(show(read(event.data))));
self.addEventListener('notificationclick', (event) => event.waitUntil(pressed(event)));
self.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(moved(event)));
