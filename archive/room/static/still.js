// SPDX-License-Identifier: AGPL-3.0-or-later
// The service worker of the viewer. It runs replayweb.page's own (wabac.js, beside it, unchanged) and holds what that shows of a
// package to a policy of ours: an archived page runs no script, sends nothing, and loads from its package alone.
"use strict";

const PAGES = new URL("w/", self.registration.scope).href;
const QUESTIONS = new URL("w/api/", self.registration.scope).href; // what the viewer itself asks its worker

const STILL = [
  "default-src 'none'", "img-src 'self' data: blob:", "media-src 'self' data: blob:", "font-src 'self' data: blob:",
  "style-src 'self' 'unsafe-inline' data: blob:", "frame-src 'self'", "form-action 'none'", "frame-ancestors 'self'",
].join("; ");

const VIEWER = [
  "default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:",
  "font-src 'self' data:", "connect-src 'self' data: blob:", "worker-src 'self' blob:", "frame-src 'self'", "form-action 'none'",
  "frame-ancestors 'self'",
].join("; ");

function held(request, response) {
  const isQuestion = request.url.startsWith(QUESTIONS);
  const headers = new Headers(response.headers);
  headers.set("Content-Security-Policy", request.url.startsWith(PAGES) && !isQuestion ? STILL : VIEWER);
  headers.set("X-Content-Type-Options", "nosniff");
  headers.set("Referrer-Policy", "same-origin"); // the worker knows a package's page by it
  const { status, statusText, body } = response;
  return status ? new Response(body, { status, statusText, headers }) : response;
}

function holding(listener) {
  return (event) => {
    const respond = event.respondWith.bind(event);
    event.respondWith = (answer) => respond(Promise.resolve(answer).then((response) => held(event.request, response)));
    return listener(event);
  };
}

const listen = self.addEventListener.bind(self);
self.addEventListener = (type, listener, ...rest) => listen(type, type === "fetch" ? holding(listener) : listener, ...rest);

importScripts("wabac.js");
