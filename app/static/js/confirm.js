// [data-confirm="Really?"] on a form or its button, asked in the page's <dialog data-confirm-dialog> with [data-confirm-text].
const agreed = new WeakSet();

async function ask(dialog, form, submitter, question) {
  dialog.querySelector("[data-confirm-text]").textContent = question;
  dialog.returnValue = "";
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  if (dialog.returnValue !== "yes") return;
  agreed.add(form);
  form.requestSubmit(submitter);
}

/** Whether this form may go now. If not, the person is being asked, and a yes sends it again. */
export function confirmed(form, submitter) {
  const question = submitter?.dataset.confirm ?? form.dataset.confirm;
  if (!question || agreed.delete(form)) return true;
  const dialog = document.querySelector("dialog[data-confirm-dialog]");
  if (!dialog) return window.confirm(question);
  ask(dialog, form, submitter, question);
  return false;
}
