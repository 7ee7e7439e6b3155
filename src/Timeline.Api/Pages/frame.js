// In a frame of another page: tells the page around how high it is and which link was followed, as WordPress understands it (by the
// secret that it put into the frame's address), and Embedly and those who do as it does.
function tellFrame() {
  const secret = new URLSearchParams(location.hash.replace(/^#\??/, "")).get("secret");
  const wordPress = (message, value) => secret && parent.postMessage({ message, value, secret }, "*");
  const measure = () => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    wordPress("height", height);
    parent.postMessage(JSON.stringify({ context: "iframe.resize", src: location.href, height }), "*");
  };
  new ResizeObserver(measure).observe(document.documentElement);
  addEventListener("message", ({ data }) => data?.message === "ready" && measure());
  // A sandboxed frame opens nothing itself.
  addEventListener("click", event => {
    const link = event.target.closest?.("a[href]");
    if (!secret || !link || event.defaultPrevented || link.href.split?.("#")[0] === location.href.split("#")[0])
      return;
    wordPress("link", link.href);
    if (globalThis.origin === "null")
      event.preventDefault();
  });
}

if (globalThis !== globalThis.parent)
  tellFrame();
