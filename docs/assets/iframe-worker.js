/* The site's search runs in a worker, which browsers refuse to start for a page that was opened from a file.  There, and only
 * there, a hidden frame stands in for the worker: same messages, same scripts, nothing from another place. */
(() => {
  if (location.protocol !== "file:") return;

  const load = (frame, url) =>
    new Promise((done, failed) => {
      const script = frame.contentDocument.createElement("script");
      script.src = url;
      script.onload = () => done();
      script.onerror = () => failed(new Error(`cannot load ${url}`));
      frame.contentDocument.head.append(script);
    });

  window.IFrameWorker = class extends EventTarget {
    constructor(url) {
      super();
      this.onmessage = null;
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      document.body.append(this.frame);
      this.inner = this.frame.contentWindow;
      this.inner.postMessage = (data) => this.receive(data);
      this.inner.importScripts = (...urls) =>
        urls.reduce((before, next) => before.then(() => load(this.frame, next)), Promise.resolve());
      this.ready = load(this.frame, new URL(url, document.baseURI).href);
    }

    postMessage(data) {
      this.ready.then(() => this.inner.dispatchEvent(new this.inner.MessageEvent("message", { data })));
    }

    receive(data) {
      const event = new MessageEvent("message", { data });
      this.dispatchEvent(event);
      if (this.onmessage) this.onmessage(event);
    }

    terminate() {
      this.frame.remove();
    }
  };
  window.Worker = window.IFrameWorker;
})();
