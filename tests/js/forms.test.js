import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { startForms } from "../../app/static/js/forms.js";

/** As much of a page as forms.js looks at; `send` is a press of the button, and says whether the form is sent. */
function page() {
  const heard = { document: {}, window: {} };
  const listen = (where) => (name, then) => { heard[where][name] = then; };
  const forms = [];
  globalThis.document = {
    addEventListener: listen("document"),
    querySelector: () => null,
    querySelectorAll: () => forms.filter((form) => form.dataset.pending),
  };
  globalThis.window = { addEventListener: listen("window"), confirm: () => true };
  startForms();
  return {
    form(method = "post", data = {}) {
      const button = {
        dataset: {}, attributes: {},
        setAttribute(name, value) { this.attributes[name] = value; },
        removeAttribute(name) { delete this.attributes[name]; },
      };
      const form = { method, dataset: data, button, querySelectorAll: () => (button.dataset.held ? [button] : []) };
      form.closest = () => form;
      forms.push(form);
      return form;
    },
    send(form, prevented = false) {
      let sent = !prevented;
      const stop = () => { sent = false; };
      heard.document.submit({
        target: form, submitter: form.button, defaultPrevented: prevented, preventDefault: stop, stopImmediatePropagation() {},
      });
      return sent;
    },
    answered: (form) => heard.document["htmx:afterRequest"]({ target: form }),
    shownAgain: () => heard.window.pageshow(),
  };
}

test("a form is sent once, and its button says that it is held", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const here = page();
  const form = here.form();
  assert.equal(here.send(form), true);
  assert.equal(form.button.attributes["aria-disabled"], "true");
  assert.equal(here.send(form), false);
  mock.timers.tick(7999);
  assert.equal(here.send(form), false);
  mock.timers.tick(1); // a download never leaves the page
  assert.equal(form.button.attributes["aria-disabled"], undefined);
  assert.equal(here.send(form), true);
  mock.timers.reset();
});

test("it can be sent again once it was answered, or the page is shown again", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const here = page();
  for (const freed of [here.answered, here.shownAgain]) {
    const form = here.form();
    here.send(form);
    freed(form);
    assert.equal(form.button.attributes["aria-disabled"], undefined);
    assert.equal(here.send(form), true);
  }
  mock.timers.reset();
});

test("what only looks, what is not sent, and what was asked about and not wanted are not held", () => {
  const here = page();
  for (const method of ["get", "dialog"]) {
    const form = here.form(method);
    assert.deepEqual([here.send(form), here.send(form)], [true, true]);
  }
  const stopped = here.form();
  here.send(stopped, true);
  assert.equal(stopped.dataset.pending, undefined);
  globalThis.window.confirm = () => false;
  const asked = here.form("post", { confirm: "Delete this?" });
  assert.equal(here.send(asked), false);
  assert.equal(asked.dataset.pending, undefined);
});
