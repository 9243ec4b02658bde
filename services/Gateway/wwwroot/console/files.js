// Shows, plays and saves bytes that the page hands over.
export function start() {
  const addresses = new Map();

  function addressOf(key, blob) {
    if (addresses.has(key))
      URL.revokeObjectURL(addresses.get(key));
    const address = URL.createObjectURL(blob);
    addresses.set(key, address);
    return address;
  }

  return {
    // kind: "image" or "audio". What was played is told by data-played, in seconds.
    async show(id, stream, kind, play = false) {
      const address = addressOf(id, new Blob([await stream.arrayBuffer()]));
      const before = document.getElementById(id).firstElementChild;
      const name = kind === "image" ? "img" : "audio";
      const shown = before?.localName === name ? before : document.createElement(name);
      shown.src = address;
      if (kind === "image") {
        shown.alt = "The photo";
      } else {
        shown.controls = true;
        shown.ontimeupdate = () => shown.dataset.played = shown.currentTime.toFixed(2);
      }
      if (shown !== before)
        document.getElementById(id).replaceChildren(shown);
      if (play)
        shown.play().catch(() => {}); // the browser wants a press on the player first
      return true;
    },

    async save(name, stream, type) {
      const link = document.createElement("a");
      link.href = addressOf("save", new Blob([await stream.arrayBuffer()], { type }));
      link.download = name;
      link.click();
      return true;
    },

    stop() {
      addresses.forEach(address => URL.revokeObjectURL(address));
    },
  };
}
