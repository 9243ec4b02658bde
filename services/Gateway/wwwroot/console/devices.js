// The page Devices: lists, adds and revokes by the gateway's own API.
import { element } from "./page.js";

export function start(rootId, { path }) {
  const page = new DevicesPage(document.getElementById(rootId), path);
  page.load();
  return { stop() {} };
}

class DevicesPage {
  constructor(root, path) {
    Object.assign(this, { root, path });
    this.find = selector => root.querySelector(selector);
    this.form = this.find("#devices-add");
    // What the page begins with is what a reset leads back to.
    for (const box of this.form.querySelectorAll("input[type=checkbox]"))
      box.defaultChecked = box.checked;
    this.form.onsubmit = event => {
      event.preventDefault();
      this.add();
    };
  }

  async load() {
    const answer = await this.ask("", {});
    if (!answer)
      return;
    const devices = await answer.json();
    this.find("#devices-list").hidden = this.form.hidden = false;
    this.find("#devices-list .empty").hidden = devices.length > 0;
    this.find("tbody").replaceChildren(...devices.map(device => this.row(device)));
  }

  row(device) {
    const row = element("tr");
    const time = text => (text ? new Date(text).toLocaleString() : "never");
    const name = element("td");
    name.append(element("strong", "", device.name));
    row.append(name, element("td", "", (device.scopes ?? []).join(", ")), element("td", "", time(device.created_at)),
      element("td", "", time(device.last_seen_at)));
    const actions = element("td", "actions");
    if (device.revoked_at) {
      actions.append(element("span", "chip bad", "revoked"));
    } else {
      const revoke = element("button", "small danger", "Revoke");
      revoke.type = "button";
      revoke.setAttribute("aria-label", `Revoke ${device.name}`);
      revoke.onclick = async () => {
        if (confirm(`Revoke ${device.name}? What it has open ends, and it cannot come back by this name's secret.`)
          && await this.ask(`/${encodeURIComponent(device.name)}`, { method: "DELETE" }))
          await this.load();
      };
      actions.append(revoke);
    }
    row.append(actions);
    return row;
  }

  async add() {
    const form = new FormData(this.form);
    const answer = await this.ask("", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ name: form.get("name"), scopes: form.getAll("scope") }),
    });
    if (!answer)
      return;
    const added = await answer.json();
    this.form.reset();
    await this.load();
    this.tell("good", `${added.client_id} was added. This is its secret, told this once:`, added.client_secret);
  }

  // The answer; undefined when it is none, which is told.
  async ask(suffix, request) {
    this.find("#devices-notice").replaceChildren();
    let answer;
    try {
      answer = await fetch(this.path + suffix, { ...request, headers: { Accept: "application/json", ...request.headers } });
    } catch {
      this.tell("bad", "The gateway does not answer.", undefined, "Try again in a while.");
      return undefined;
    }
    if (answer.ok)
      return answer;
    const problem = await answer.json().catch(() => ({}));
    if (answer.status === 404 && !suffix)
      this.tell("plain", "This gateway knows no devices: whoever reaches it may call it.", undefined,
        "Identity:Enabled=true makes it ask for names and secrets.");
    else if (answer.status === 401 || answer.status === 403)
      this.tell("bad", "Only those who look after the mesh may see its devices.", undefined, "Sign in as one of them.");
    else
      this.tell("bad", problem.detail ?? problem.title ?? `The gateway answered ${answer.status}.`, undefined,
        "Change it, then try again.");
    return undefined;
  }

  tell(kind, what, secret, next) {
    const notice = element("div", `notice ${kind}`);
    notice.append(element("p", "notice-what", what));
    if (secret)
      notice.append(element("code", "secret", secret));
    if (next)
      notice.append(element("p", "notice-next", next));
    this.find("#devices-notice").replaceChildren(notice);
  }
}
