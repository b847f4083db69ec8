// Contract: a <select data-timezone> that nobody has touched begins with the zone of this device. Some browsers call it
// by a name of former days, which is not among the options; the server knows those too.
export function startTimezone() {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const select of document.querySelectorAll("select[data-timezone]")) {
    const known = [...select.options].some((option) => option.value === own);
    if (!known && /^(?!Etc\/)\w+\//.test(own)) select.add(new Option(own.replaceAll("_", " "), own));
    if ([...select.options].some((option) => option.value === own)) select.value = own;
  }
}
