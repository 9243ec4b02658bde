// What the pages' scripts share.

// Names this browser as a device.
export function deviceId() {
  let id = localStorage.getItem("kws-device");
  if (!id) {
    id = `console-${Array.from(crypto.getRandomValues(new Uint8Array(4)), byte => byte.toString(16).padStart(2, "0")).join("")}`;
    localStorage.setItem("kws-device", id);
  }
  return id;
}

// An element of a class with a text.
export function element(name, className, text) {
  const made = document.createElement(name);
  if (className)
    made.className = className;
  if (text !== undefined)
    made.textContent = text;
  return made;
}

// A line of a list: a label, details, and a bar of a share from 0 to 1.
export function entry(label, details, share) {
  const item = element("li");
  item.append(element("strong", "", label));
  for (const detail of details)
    item.append(element("span", "", detail));
  if (share !== undefined) {
    const bar = element("meter");
    bar.max = 1;
    bar.value = Math.min(1, share);
    bar.setAttribute("aria-hidden", "true");
    item.append(bar);
  }
  return item;
}

export function prepend(list, most, item) {
  list.prepend(item);
  while (list.children.length > most)
    list.lastElementChild.remove();
}

// Says who looks at the stream of a page; nobody: an empty text.
export function tellWatched(root, by) {
  root.dataset.watched = by ?? "";
  root.querySelector(".watched span").textContent = `${by} watches this stream`;
}
